package holdfast.config;

import holdfast.model.DriverSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads `compose`: the name of a service, or a mapping with `file`, `project`, `service` and `host`.
final class ComposeReader {
    /// Where Compose looks when no file is named, in its order of preference (Compose specification, "Compose file").
    private static final List<String> USUAL = List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");

    /// What Compose adds to a file that it found by itself.
    private static final List<String> OVERRIDES =
            List.of("compose.override.yaml", "compose.override.yml", "docker-compose.override.yml", "docker-compose.override.yaml");

    private static final Pattern SERVICE = Pattern.compile("[a-zA-Z0-9._-]{1,128}");

    /// Compose specification, "name".
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9_-]{0,127}");

    private ComposeReader() {}

    static Optional<DriverSpec> read(Section service, Optional<Integer> port) {
        RunReader.refuseOnKeptElsewhere(service, "compose");
        return service.field("compose").flatMap(field -> {
            if (field.isMapping()) {
                return field.section(Keys.COMPOSE).flatMap(section -> mapping(field, section, port));
            }
            Optional<String> name = text(field, SERVICE, "compose.service");
            List<String> files = usual(field);
            return files.isEmpty()
                    ? Optional.empty()
                    : name.map(it -> new DriverSpec.Compose(files, ComposeFile.projectOf(files), it, Optional.empty(), port));
        });
    }

    private static Optional<DriverSpec> mapping(Field field, Section section, Optional<Integer> port) {
        if (!section.has("service")) {
            section.problem("compose.service.none");
        }
        Optional<String> service = section.field("service").flatMap(name -> text(name, SERVICE, "compose.service"));
        Optional<String> project = section.field("project").flatMap(name -> text(name, PROJECT, "compose.project"));
        Optional<String> host = section.field("host").flatMap(DockerReader::host);
        List<String> files = section.field("file").map(ComposeReader::files).orElseGet(() -> usual(field));
        return files.isEmpty()
                ? Optional.empty()
                : service.map(name -> new DriverSpec.Compose(
                        files, project.or(() -> ComposeFile.projectOf(files)), name, host, port));
    }

    private static List<String> files(Field field) {
        if (field.isList() && field.items().isEmpty()) {
            field.problem("value.empty", field.name());
        }
        var files = new ArrayList<String>();
        for (Field one : field.oneOrMore()) {
            one.path().ifPresent(path -> {
                field.source().problems().look(path);
                if (!Files.isRegularFile(path)) {
                    one.problem("compose.file", path);
                }
                files.add(path.toString());
            });
        }
        return files;
    }

    /// The file beside the configuration, and what overrides it.
    private static List<String> usual(Field field) {
        Path directory = field.source().directory();
        List<String> files = Stream.of(USUAL, OVERRIDES)
                .flatMap(names -> names.stream()
                        .map(directory::resolve)
                        .filter(Files::isRegularFile)
                        .map(Path::toString)
                        .limit(1))
                .toList();
        Stream.concat(USUAL.stream(), OVERRIDES.stream())
                .map(directory::resolve)
                .forEach(field.source().problems()::look);
        if (files.isEmpty()) {
            field.problem("compose.file.none", directory, String.join(", ", USUAL));
        }
        return files;
    }

    private static Optional<String> text(Field field, Pattern pattern, String problem) {
        return field.text().map(Field.Text::value).filter(text -> {
            boolean matches = pattern.matcher(text).matches();
            if (!matches) {
                field.problem(problem, text);
            }
            return matches;
        });
    }
}
