package holdfast.config;

import holdfast.model.DriverSpec;
import holdfast.model.DriverSpec.ContainerSelection;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads `docker`: the name of a container, or a mapping with `name` or `label`, `host` and `tls`.
final class DockerReader {
    /// What the engine takes for a name (moby, names.RestrictedNameChars).
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}");

    /// Addresses as `docker --host` takes them; `ssh://` needs a program of its own.
    private static final Pattern HOST = Pattern.compile("unix:///.+|/.+|(tcp|http|https)://[^/:]+(:[0-9]{1,5})?/?");

    private DockerReader() {}

    static Optional<DriverSpec> read(Section service, Optional<Integer> port) {
        RunReader.refuseOnKeptElsewhere(service, "docker");
        return service.field("docker").flatMap(field -> field.isMapping()
                ? field.section(Keys.DOCKER).flatMap(section -> mapping(section, port))
                : name(field).map(name ->
                        new DriverSpec.Docker(name, ContainerSelection.NAME, Optional.empty(), Optional.empty(), port)));
    }

    private static Optional<DriverSpec> mapping(Section section, Optional<Integer> port) {
        if (section.has("name") == section.has("label")) {
            section.problem(section.has("name") ? "docker.both" : "docker.none");
        }
        Optional<String> name = section.field("name").flatMap(DockerReader::name);
        Optional<String> label = section.field("label").flatMap(DockerReader::labels);
        Optional<String> host = section.field("host").flatMap(DockerReader::host);
        Optional<String> tls = section.field("tls").flatMap(Field::path).map(Path::toString);
        ContainerSelection by = name.isPresent() ? ContainerSelection.NAME : ContainerSelection.LABEL;
        return name.or(() -> label).map(selector -> new DriverSpec.Docker(selector, by, host, tls, port));
    }

    private static Optional<String> name(Field field) {
        return field.text().map(Field.Text::value).filter(name -> {
            boolean isName = NAME.matcher(name).matches();
            if (!isName) {
                field.problem("docker.name", name);
            }
            return isName;
        });
    }

    /// One or several, all of which the container must have.
    private static Optional<String> labels(Field field) {
        if (field.isList() && field.items().isEmpty()) {
            field.problem("value.empty", field.name());
        }
        List<String> labels = field.oneOrMore().stream()
                .flatMap(one -> one.text().map(Field.Text::value).filter(label -> {
                            boolean isLabel = !label.startsWith("=") && label.indexOf(',') < 0;
                            if (!isLabel) {
                                one.problem("docker.label", label);
                            }
                            return isLabel;
                        })
                        .stream())
                .toList();
        return labels.isEmpty() ? Optional.empty() : Optional.of(String.join(",", labels));
    }

    static Optional<String> host(Field field) {
        return field.text().map(Field.Text::value).filter(host -> {
            boolean isHost = HOST.matcher(host).matches();
            if (!isHost) {
                field.problem("docker.host", host);
            }
            return isHost;
        });
    }
}
