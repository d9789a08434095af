package holdfast.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// `docs/configuration.md` explains every key, and what it shows works.
final class DocumentTest {
    private static final Path DOCUMENT = Path.of("docs/configuration.md");
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    @Test
    void namesEveryKeyAndEveryLaterKey() throws IOException {
        String text = Files.readString(DOCUMENT);

        for (Keys keys : Keys.ALL) {
            for (List<String> list : List.of(keys.known(), keys.later())) {
                for (String key : list) {
                    boolean isNamed = Pattern.compile("(?<![a-z_])" + key + "(?![a-z_])").matcher(text).find();
                    assertTrue(isNamed, keys.name() + "." + key + " is not in " + DOCUMENT);
                }
            }
        }
    }

    @Test
    void examplesAreValid() throws IOException {
        var reads = new Reads(directory);
        List<String> examples = EXAMPLE.matcher(Files.readString(DOCUMENT)).results().map(found -> found.group(1)).toList();

        for (String example : examples) {
            if (example.startsWith("services:")) {
                reads.good(example);
            } else if (example.startsWith("host:")) {
                reads.good(example + "services:\n  web:\n    run: a\n");
            } else if (example.startsWith("checks:")) {
                reads.good("services:\n  web:\n    run: a\n    port: 1\n    " + example.strip().replace("\n", "\n    ") + "\n");
            } else if (example.startsWith("recover:")) {
                example.lines().forEach(line -> reads.good("services:\n  web:\n    run: a\n    " + line + "\n"));
            }
        }
        assertTrue(examples.size() >= 5);
    }

    @Test
    void defaultsItStatesAreThoseOfTheSchema() throws IOException {
        String text = Files.readString(DOCUMENT);
        String schema = Files.readString(Path.of("src/main/resources/holdfast/config/holdfast.schema.json"));

        for (String value : List.of("20s", "2s", "5s", "60s", "10s", "10MB", "20%", "10m", "1h", "1m", "TERM")) {
            assertTrue(text.contains("`" + value + "`"), value + " is not in " + DOCUMENT);
            assertTrue(schema.contains("\"default\": \"" + value + "\""), value + " is no default of the schema");
        }
    }
}
