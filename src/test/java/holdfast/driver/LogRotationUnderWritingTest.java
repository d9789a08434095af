package holdfast.driver;

import holdfast.driver.LogRotation.Outcome;
import holdfast.linux.LinuxKernel;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@Timeout(120)
final class LogRotationUnderWritingTest {
    private static final int SIZE = 64_000;

    /// Lines that a service at full speed writes, one call each, with the number of the line and a tail of changing length.
    private static final int LINES = 300_000;

    private static final Pattern WHOLE_LINE = Pattern.compile("(\\d{1,6}) (x*)");

    private final LogRotation rotation = new LogRotation(new LinuxKernel().userId());
    private final Logs logs = new Logs();

    @AfterEach
    void removeLogs() throws IOException {
        logs.close();
    }

    @Test
    void losesDoublesAndTearsNoLineOfAServiceAtFullSpeed() throws Exception {
        Path log = logs.logThatCanBeCut();

        int rotations = rotateWhileWritten(log, 1000);

        assertTrue(rotations > 0, "it was written before it could be rotated");
        assertTrue(Logs.names(log).size() > 10, "pieces: " + Logs.names(log));
        assertEquals(-1, Arrays.mismatch(expectedLines(), Logs.written(log)));
    }

    @Test
    void whereTheKernelCannotCutAtMostOneLineIsTornEachTimeAndNoneIsDoubled() throws Exception {
        Path log = logs.logThatCannotBeCut();

        int rotations = rotateWhileWritten(log, 1000);

        int last = 0;
        int torn = 0;
        for (String line : new String(Logs.written(log), StandardCharsets.US_ASCII).split("\n", -1)) {
            var whole = WHOLE_LINE.matcher(line);
            if (whole.matches() && whole.group(2).length() == Integer.parseInt(whole.group(1)) % 40) {
                int number = Integer.parseInt(whole.group(1));
                assertTrue(number > last, number + " after " + last);
                last = number;
            } else if (!line.isEmpty()) {
                torn++;
            }
        }
        assertTrue(torn <= rotations, torn + " lines torn in " + rotations + " rotations");
    }

    private int rotateWhileWritten(Path log, int keep) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "needs perl to write at full speed");
        Process writer = new ProcessBuilder(
                        "/usr/bin/perl",
                        "-e",
                        "for $i (1..$ARGV[0]) { syswrite STDOUT, \"$i \" . (\"x\" x ($i % 40)) . \"\\n\" }",
                        Integer.toString(LINES))
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
        int rotations = 0;
        try {
            while (writer.isAlive()) {
                switch (rotation.rotate(log, SIZE, keep)) {
                    case Outcome.Cut _, Outcome.Emptied _ -> rotations++;
                    case Outcome.Fits _, Outcome.Missing _ -> Thread.onSpinWait();
                    case Outcome.Failed failed -> throw new AssertionError(failed);
                }
            }
            assertEquals(0, writer.waitFor());
            return rotations;
        } finally {
            writer.destroyForcibly();
        }
    }

    private static byte[] expectedLines() {
        var all = new StringBuilder();
        for (int i = 1; i <= LINES; i++) {
            all.append(i).append(' ').repeat('x', i % 40).append('\n');
        }
        return all.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
