package holdfast.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;

@Timeout(30)
class FileTailTest {
    @TempDir
    private Path folder;

    @Test
    void givesTheLastLinesWholeAndTheUnfinishedOne() throws IOException {
        Path file = Files.writeString(folder.resolve("log"), "one\ntwo\r\nthree\nfo");

        try (var tail = new FileTail(file)) {
            assertEquals(List.of("three", "fo"), tail.last(2));
        }
        try (var tail = new FileTail(file)) {
            assertEquals(List.of("one", "two", "three", "fo"), tail.last(10));
        }
    }

    @Test
    void findsTheLastLinesOfALargeFile() throws IOException {
        List<String> lines = IntStream.range(0, 50_000).mapToObj(i -> "line " + i).toList();
        Path file = Files.write(folder.resolve("log"), lines);

        try (var tail = new FileTail(file)) {
            assertEquals(List.of("line 49998", "line 49999"), tail.last(2));
        }
    }

    @Test
    void followsWhatIsAddedAndSurvivesTheHeadBeingCut() throws IOException {
        Path file = Files.writeString(folder.resolve("log"), "old 1\nold 2\n");
        try (var tail = new FileTail(file)) {
            assertEquals(List.of("old 1", "old 2"), tail.last(5));

            Files.writeString(file, "new 1\nnew", StandardOpenOption.APPEND);
            assertEquals(List.of("new 1"), tail.more());

            Files.writeString(file, "new 1\nnew 2\n");
            assertEquals(List.of("new 2"), more(tail));
        }
    }

    private static List<String> more(FileTail tail) throws IOException {
        var lines = new ArrayList<String>();
        while (lines.isEmpty()) {
            lines.addAll(tail.more());
        }
        return lines;
    }
}
