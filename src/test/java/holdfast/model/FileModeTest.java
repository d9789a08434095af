package holdfast.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/// Modes mean what chmod(1) does with them.
final class FileModeTest {
    private static final int EXPRESSIONS = 60;

    @TempDir
    private Path directory;

    private static int wanted(String mode, int has, boolean isDirectory) {
        return FileMode.parse(mode).orElseThrow().wanted(has, isDirectory);
    }

    /// What chmod(1) itself makes of many files and directories at once, each with another mode.
    @Test
    void everyExpressionDoesWhatChmodDoes() throws IOException, InterruptedException {
        var dice = new Random(4711);
        for (int round = 0; round < EXPRESSIONS; round++) {
            String expression = expression(dice);
            var paths = new ArrayList<Path>();
            var modes = new ArrayList<Integer>();
            for (int i = 0; i < 12; i++) {
                Path path = directory.resolve(round + "-" + i);
                paths.add(i % 3 == 0 ? Files.createDirectory(path) : Files.createFile(path));
                modes.add(dice.nextInt(010000));
                Files.setAttribute(path, "unix:mode", modes.getLast());
            }
            chmod(expression, paths);
            for (int i = 0; i < paths.size(); i++) {
                int made = (int) Files.getAttribute(paths.get(i), "unix:mode") & 07777;
                String what = expression + " on " + (i % 3 == 0 ? "directory " : "file ") + FileMode.octal(modes.get(i));

                assertEquals(FileMode.octal(made), FileMode.octal(wanted(expression, modes.get(i), i % 3 == 0)), what);
            }
        }
    }

    private static void chmod(String expression, List<Path> paths) throws IOException, InterruptedException {
        var argv = new ArrayList<>(List.of("chmod", "--", expression));
        paths.forEach(path -> argv.add(path.toString()));
        assertEquals(0, new ProcessBuilder(argv).inheritIO().start().waitFor(), expression);
    }

    /// Without a letter for whom the umask would play a part, so there always is one.
    private static String expression(Random dice) {
        if (dice.nextInt(6) == 0) {
            // With x wherever there is r: what an octal mode without it makes of directories is our own.
            return FileMode.octal((dice.nextInt(8) << 9) | 0555 | dice.nextInt(01000));
        }
        var clauses = new ArrayList<String>();
        for (int i = dice.nextInt(3); i >= 0; i--) {
            var clause = new StringBuilder(pick(dice, "u", "g", "o", "a", "go", "ug", "ugo"));
            for (int j = dice.nextInt(2); j >= 0; j--) {
                clause.append(pick(dice, "=", "+", "-"))
                        .append(pick(dice, "rwX", "rX", "r", "x", "", "s", "t", "rwxXst", "u", "g", "o", "w", "rws"));
            }
            clauses.add(clause.toString());
        }
        return String.join(",", clauses);
    }

    private static String pick(Random dice, String... words) {
        return words[dice.nextInt(words.length)];
    }

    @ParameterizedTest
    @CsvSource({
        "'u=rwX,go=rX', 0000, false, 0644",
        "'u=rwX,go=rX', 0700, false, 0755",
        "'u=rwX,go=rX', 0000, true, 0755",
        "'u=rwX,go=rX', 2700, true, 2755",
        "'a+X', 0644, false, 0644",
        "'=r', 0777, false, 0444",
        "0644, 0600, false, 0644",
        "0644, 0600, true, 0755",
        "0640, 0600, true, 0750",
        "0755, 2700, true, 2755",
        "00755, 2700, true, 0755",
        "02750, 0700, true, 2750"
    })
    void servedFilesAndTheirDirectoriesGetWhatTheyNeed(String mode, String has, boolean isDirectory, String wanted) {
        assertEquals(wanted, FileMode.octal(wanted(mode, Integer.parseInt(has, 8), isDirectory)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "77", "0888", "77777", "rw", "u", "u=rwz", "b=r", "u=rw,,g=r", "u=gr", " u=r", "u=r "})
    void refusesWhatChmodRefuses(String mode) {
        Optional<FileMode> parsed = FileMode.parse(mode);

        assertFalse(parsed.isPresent(), mode);
    }
}
