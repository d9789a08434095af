package holdfast.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// What matters here of the files of a Compose project. Whether they are right is for Compose to say: what cannot be read is not
/// known, and no problem of this configuration.
final class ComposeFile {
    /// Bytes of a file that is looked into.
    private static final long BYTES_MAX = 1024 * 1024;

    private static final int ALIASES_MAX = 100;

    private ComposeFile() {}

    /// The name that the files themselves give their project; the last one wins.
    static Optional<String> projectOf(List<String> files) {
        return files.stream()
                .flatMap(file -> read(file).stream())
                .flatMap(tree -> tree.get("name") instanceof String name && !name.contains("$") ? Optional.of(name).stream() : Optional.<String>empty().stream())
                .reduce((_, last) -> last);
    }

    /// The services that a service of the project depends on.
    static List<String> dependenciesOf(List<String> files, String service) {
        var found = new TreeSet<String>();
        for (String file : files) {
            Object described = read(file)
                    .map(tree -> tree.get("services"))
                    .filter(Map.class::isInstance)
                    .map(services -> ((Map<?, ?>) services).get(service))
                    .orElse(null);
            Object needs = described instanceof Map<?, ?> fields ? fields.get("depends_on") : null;
            if (needs instanceof List<?> names) {
                names.forEach(name -> found.add(String.valueOf(name)));
            } else if (needs instanceof Map<?, ?> names) {
                names.keySet().forEach(name -> found.add(String.valueOf(name)));
            }
        }
        return List.copyOf(found);
    }

    private static Optional<Map<?, ?>> read(String file) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > BYTES_MAX) {
                return Optional.empty();
            }
            var settings = LoadSettings.builder().setMaxAliasesForCollections(ALIASES_MAX).build();
            Object tree = new Load(settings).loadFromString(Files.readString(path, StandardCharsets.UTF_8));
            return tree instanceof Map<?, ?> map ? Optional.of(map) : Optional.empty();
        } catch (IOException | YamlEngineException unreadable) {
            // Compose will say so, in its own words, when it is asked to do something.
            return Optional.empty();
        }
    }
}
