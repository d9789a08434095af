package holdfast.driver.docker;

import java.util.List;
import java.util.Optional;

/// Which container a service is.
///
/// @param name absent when it is found by labels
/// @param labels all of which it must have, each `NAME` or `NAME=VALUE`
/// @param project when it belongs to a Compose project, which makes it where there is none
/// @param shown as sentences name it
record Target(Optional<String> name, List<String> labels, Optional<ComposeProject> project, String shown) {
    static Target ofName(String name) {
        return new Target(Optional.of(name), List.of(), Optional.empty(), name);
    }

    /// @param labels separated by commas
    static Target ofLabels(String labels) {
        List<String> all = List.of(labels.split(",", -1)).stream()
                .map(String::strip)
                .filter(label -> !label.isEmpty())
                .toList();
        return new Target(Optional.empty(), all, Optional.empty(), labels);
    }

    static Target ofCompose(ComposeProject project) {
        return new Target(Optional.empty(), project.labels(), Optional.of(project), project.service());
    }

    /// Whether an event may be about it. What one container is called and marked with comes with every event.
    boolean concerns(EngineEvent event) {
        return name.map(event.name()::equals).orElseGet(() -> labels.stream().allMatch(label -> isOn(event, label)));
    }

    private static boolean isOn(EngineEvent event, String label) {
        int equals = label.indexOf('=');
        return equals < 0
                ? event.attribute(label).isPresent()
                : event.attribute(label.substring(0, equals)).orElse("").equals(label.substring(equals + 1));
    }
}
