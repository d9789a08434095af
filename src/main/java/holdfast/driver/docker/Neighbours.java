package holdfast.driver.docker;

import holdfast.driver.docker.Engine.Listed;
import holdfast.model.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Containers of the same engine that restart, or double, the one that a service is. A restart policy is none of them: the engine
/// is delegated to.
///
/// Threading: any; blocks its caller for as long as the engine may take.
final class Neighbours {
    private static final Pattern AUTOHEAL = Pattern.compile("(?:.*/)?willfarrell/autoheal(?:[:@].*)?");

    /// The variable in which docker-autoheal is told which containers are its own, and what it takes otherwise.
    private static final String AUTOHEAL_LABEL = "AUTOHEAL_CONTAINER_LABEL=";

    private static final String AUTOHEAL_DEFAULT = "autoheal";
    private static final String COMPOSE = "com.docker.compose.";

    private final Engine engine;

    Neighbours(Engine engine) {
        this.engine = engine;
    }

    /// Empty while the engine does not say.
    Optional<List<Reason>> of(Container container) {
        return engine.running().said().map(running -> {
            var found = new ArrayList<Reason>();
            for (Listed other : running) {
                if (AUTOHEAL.matcher(other.image()).matches()) {
                    label(other).filter(label -> isWatched(container, label))
                            .map(label -> Reason.of("driver.rival.autoheal", container.name(), other.name(), label))
                            .ifPresent(found::add);
                }
                if (isTwin(container, other)) {
                    found.add(Reason.of(
                            "driver.rival.project",
                            container.labels().getOrDefault(COMPOSE + "service", ""),
                            container.labels().getOrDefault(COMPOSE + "project", ""),
                            other.labels().getOrDefault(COMPOSE + "project", ""),
                            other.name()));
                }
            }
            return List.copyOf(found);
        });
    }

    private Optional<String> label(Listed autoheal) {
        return engine.inspect(autoheal.id()).said().map(inspected -> inspected.settings().in("Config").texts("Env").stream()
                .filter(variable -> variable.startsWith(AUTOHEAL_LABEL))
                .map(variable -> variable.substring(AUTOHEAL_LABEL.length()))
                .findFirst()
                .orElse(AUTOHEAL_DEFAULT));
    }

    private static boolean isWatched(Container container, String label) {
        return label.equals("all") || container.labels().getOrDefault(label, "").equals("true");
    }

    /// The same service of the same files, made again under another name of project.
    private static boolean isTwin(Container container, Listed other) {
        return isSame(container.labels(), other.labels(), "service")
                && isSame(container.labels(), other.labels(), "project.working_dir")
                && isSame(container.labels(), other.labels(), "project.config_files")
                && !isSame(container.labels(), other.labels(), "project");
    }

    private static boolean isSame(Map<String, String> one, Map<String, String> other, String label) {
        String value = one.get(COMPOSE + label);
        return value != null && value.equals(other.get(COMPOSE + label));
    }
}
