package holdfast.e2e;

import holdfast.config.ConfigurationFile;
import holdfast.config.Reading;
import holdfast.config.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The policies of `docs/recovery.md` can be copied as they are.
final class RecoveryDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/recovery.md");
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    @Test
    void everyPolicyIsAConfigurationWithoutAFault() throws IOException {
        List<String> examples =
                EXAMPLE.matcher(Files.readString(DOCUMENT)).results().map(found -> found.group(1)).toList();
        var bare = new Surroundings(Map.of(), directory, directory, false);

        for (String example : examples) {
            Path file = Files.writeString(directory.resolve("holdfast.yaml"), example);
            Reading reading = ConfigurationFile.load(file, bare);
            assertInstanceOf(Reading.Loaded.class, reading, reading + "\n" + example);
        }
        assertTrue(examples.size() >= 4);
    }
}
