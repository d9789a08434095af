package holdfast.cli;

import holdfast.cli.FileTails.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(30)
class FileTailsTest {
    @TempDir
    private Path folder;

    @Test
    void saysOfWhichFileTheLinesAreWhereThereAreSeveral() throws IOException {
        Path out = Files.writeString(folder.resolve("out"), "one\ntwo\n");
        Path error = Files.writeString(folder.resolve("error"), "three\n");
        Path missing = folder.resolve("missing");

        try (var tails = new FileTails(List.of(out, error, missing))) {
            assertEquals(
                    List.of(new Said(Optional.of(out), List.of("two")), new Said(Optional.of(error), List.of("three"))),
                    tails.last(1));
            Files.writeString(error, "four\n", StandardOpenOption.APPEND);
            assertEquals(List.of(new Said(Optional.empty(), List.of("four"))), more(tails));
            Files.writeString(missing, "five\n");
            assertEquals(List.of(new Said(Optional.of(missing), List.of("five"))), more(tails));
        }
        try (var tails = new FileTails(List.of(out))) {
            assertEquals(List.of(new Said(Optional.empty(), List.of("one", "two"))), tails.last(5));
        }
    }

    @Test
    void goesOnInTheFileThatIsPutInItsPlace() throws IOException {
        Path out = Files.writeString(folder.resolve("out"), "old\n");
        try (var tails = new FileTails(List.of(out))) {
            tails.last(1);
            Files.writeString(out, "last\n", StandardOpenOption.APPEND);
            Files.move(out, folder.resolve("out.1"));
            Files.writeString(out, "new\n");

            var lines = new ArrayList<String>();
            while (lines.size() < 2) {
                tails.more().forEach(said -> lines.addAll(said.lines()));
            }
            assertEquals(List.of("last", "new"), lines);
        }
    }

    @Test
    void whatIsNoPlainFileIsNotWaitedFor() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());

        try (var tails = new FileTails(List.of(pipe))) {
            assertEquals(List.of(), tails.last(1));
            assertTrue(tails.isEmpty());
        }
    }

    private static List<Said> more(FileTails tails) throws IOException {
        var all = new ArrayList<Said>();
        while (all.isEmpty()) {
            all.addAll(tails.more());
        }
        return all;
    }
}
