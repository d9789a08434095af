package holdfast.driver;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

class LastWordsTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void areTheLastLineThatSaysSomethingWithoutWhatIsForATerminal() throws Exception {
        Path output = Files.writeString(directory.resolve("out"), "first\n\u001b[1;31mno such table\u001b[0m\u0007: users\r\n\u001b[0m\n");

        assertEquals("no such table: users", LastWords.of(output, 0));
    }
}
