package holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What a newcomer copies from the README is understood, and the files it names are there.
class ReadmeTest {
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\./holdfast +(.*?)(?: +#.*)?$");

    @Test
    void itsCommandsAreUnderstoodAndTheirFilesAreThere() throws IOException {
        var person = new Typing(Path.of("").toAbsolutePath(), Map.of());
        List<List<String>> commands = COMMAND.matcher(Files.readString(Path.of("README.md"))).results()
                .map(found -> List.of(found.group(1).split(" +")))
                .toList();

        assertTrue(commands.size() >= 9, commands.toString());
        for (List<String> words : commands) {
            Typing.Result result = person.type(String.join(" ", words) + " --help");

            assertEquals(Exit.GOOD, result.exit(), words + ": " + result.err());
            int file = words.indexOf("-c") + 1;
            assertTrue(file == 0 || Files.isRegularFile(Path.of(words.get(file))), words.toString());
        }
    }
}
