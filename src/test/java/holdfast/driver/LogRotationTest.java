package holdfast.driver;

import holdfast.driver.LogRotation.Outcome;
import holdfast.linux.LinuxKernel;
import holdfast.model.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(120)
final class LogRotationTest {
    private static final int SIZE = 64_000;
    private static final long USER = new LinuxKernel().userId();

    private final LogRotation rotation = new LogRotation(USER);
    private final Logs logs = new Logs();

    @AfterEach
    void removeLogs() throws IOException {
        logs.close();
    }

    @Test
    void keepsTheYoungestPiecesAndNoMore() throws IOException {
        Path log = logs.logThatCanBeCut();
        var all = new ByteArrayOutputStream();

        for (int i = 0; i < 6; i++) {
            byte[] more = Logs.noise(i, SIZE + 5000);
            all.write(more);
            Logs.append(log, more);
            assertEquals(new Outcome.Cut(), rotation.rotate(log, SIZE, 3));
        }

        assertEquals(List.of("web.log", "web.log.1", "web.log.2", "web.log.3"), Logs.names(log));
        Logs.assertIsEndOf(all.toByteArray(), Logs.written(log));
    }

    @Test
    void aSmallerNumberOfPiecesDeletesTheOthers() throws IOException {
        Path log = logs.logThatCanBeCut();
        for (int i = 1; i <= 5; i++) {
            Logs.append(log.resolveSibling("web.log." + i), Logs.noise(i, 100));
        }
        Logs.append(log, Logs.noise(9, SIZE + 5000));

        assertEquals(new Outcome.Cut(), rotation.rotate(log, SIZE, 2));

        assertEquals(List.of("web.log", "web.log.1", "web.log.2"), Logs.names(log));
        assertArrayEquals(Logs.noise(1, 100), Files.readAllBytes(log.resolveSibling("web.log.2")));
    }

    @Test
    void neverKeepsMoreThanTheTotalHoweverMuchCameInAtOnce() throws IOException {
        Path log = logs.logThatCanBeCut();
        byte[] flood = Logs.noise(1, 50 * SIZE);
        Logs.append(log, flood);

        assertEquals(new Outcome.Cut(), rotation.rotate(log, SIZE, 4));

        assertTrue(Files.size(log) <= SIZE, "the log has " + Files.size(log));
        assertTrue(Logs.total(log) <= 5 * SIZE, "together they have " + Logs.total(log));
        Logs.assertIsEndOf(flood, Logs.written(log));
    }

    @Test
    void withNoPiecesToKeepTheOlderHalfGoes() throws IOException {
        Path log = logs.logThatCanBeCut();
        byte[] content = Logs.noise(1, SIZE + 1);
        Logs.append(log, content);

        assertEquals(new Outcome.Cut(), rotation.rotate(log, SIZE, 0));

        assertEquals(List.of("web.log"), Logs.names(log));
        assertTrue(Files.size(log) < SIZE * 3 / 4, "the log has " + Files.size(log));
        Logs.assertIsEndOf(content, Logs.written(log));
    }

    @Test
    void aShortLogAndOneThatIsNotThereAreLeftAlone() throws IOException {
        Path log = logs.logIn(Path.of("target"));
        assertEquals(new Outcome.Missing(), rotation.rotate(log, SIZE, 3));

        Logs.append(log, Logs.noise(1, SIZE));

        assertEquals(new Outcome.Fits(), rotation.rotate(log, SIZE, 3));
        assertEquals(List.of("web.log"), Logs.names(log));
    }

    @Test
    void finishesACutThatWasAnnouncedAndNotMade() throws IOException {
        Path log = logs.logThatCanBeCut();
        byte[] content = Logs.noise(1, SIZE);
        Logs.append(log, content);
        Logs.append(log.resolveSibling("web.log.1"), Logs.noise(2, 100));
        Logs.append(log.resolveSibling("web.log.cut"), Arrays.copyOf(content, 8 * 4096));

        assertEquals(new Outcome.Cut(), rotation.rotate(log, SIZE, 3));

        assertEquals(List.of("web.log", "web.log.1", "web.log.2"), Logs.names(log));
        assertEquals(8 * 4096, Files.size(log.resolveSibling("web.log.1")));
        Logs.assertIsEndOf(content, Arrays.copyOfRange(Logs.written(log), 100, 100 + content.length));
    }

    @Test
    void finishesACutThatWasMadeAndNotNoted() throws IOException {
        Path log = logs.logThatCanBeCut();
        Logs.append(log, Logs.noise(1, SIZE));
        Logs.append(log.resolveSibling("web.log.cut"), Logs.noise(2, 8 * 4096));

        assertEquals(new Outcome.Cut(), rotation.rotate(log, SIZE, 3));

        assertEquals(List.of("web.log", "web.log.1"), Logs.names(log));
        assertArrayEquals(Logs.noise(1, SIZE), Files.readAllBytes(log));
        assertArrayEquals(Logs.noise(2, 8 * 4096), Files.readAllBytes(log.resolveSibling("web.log.1")));
    }

    @Test
    void removesACopyThatWasNotCompleted() throws IOException {
        Path log = logs.logIn(Path.of("target"));
        Logs.append(log, Logs.noise(1, 100));
        Logs.append(log.resolveSibling("web.log.copy"), Logs.noise(1, 50));

        assertEquals(new Outcome.Fits(), rotation.rotate(log, SIZE, 3));

        assertEquals(List.of("web.log"), Logs.names(log));
    }

    @Test
    void aGapThatAnEarlierShiftLeftIsFilled() throws IOException {
        Path log = logs.logThatCanBeCut();
        Logs.append(log.resolveSibling("web.log.1"), Logs.noise(1, 10));
        Logs.append(log.resolveSibling("web.log.3"), Logs.noise(3, 10));
        Logs.append(log, Logs.noise(9, SIZE + 5000));

        assertEquals(new Outcome.Cut(), rotation.rotate(log, SIZE, 5));

        assertArrayEquals(Logs.noise(1, 10), Files.readAllBytes(log.resolveSibling("web.log.2")));
        assertArrayEquals(Logs.noise(3, 10), Files.readAllBytes(log.resolveSibling("web.log.3")));
    }

    @Test
    void followsNoLink() throws IOException {
        Path log = logs.logIn(Path.of("target"));
        Path other = log.resolveSibling("passwd");
        Logs.append(other, Logs.noise(1, 2 * SIZE));
        Files.createSymbolicLink(log, other);

        assertEquals(new Outcome.Failed(Reason.of("driver.logs.no-file", log)), rotation.rotate(log, SIZE, 3));
        assertEquals(2 * SIZE, Files.size(other));
    }

    @Test
    void leavesAFileOfAnotherUserAlone() throws IOException {
        Path log = logs.logIn(Path.of("target"));
        Logs.append(log, Logs.noise(1, 2 * SIZE));

        Outcome outcome = new LogRotation(USER + 1).rotate(log, SIZE, 3);

        assertEquals(new Outcome.Failed(Reason.of("driver.logs.not-ours", log, USER)), outcome);
        assertEquals(List.of("web.log"), Logs.names(log));
    }

    @Test
    void aPieceIsAsPrivateAsTheLog() throws IOException {
        Path log = logs.logThatCanBeCut();
        Logs.append(log, Logs.noise(1, 2 * SIZE));
        Files.setPosixFilePermissions(log, PosixFilePermissions.fromString("rw-------"));

        assertEquals(new Outcome.Cut(), rotation.rotate(log, SIZE, 3));

        assertEquals(
                Files.getPosixFilePermissions(log), Files.getPosixFilePermissions(log.resolveSibling("web.log.1")));
    }

    @Test
    void whereTheKernelCannotCutItCopiesEmptiesAndSaysSo() throws IOException {
        Path log = logs.logThatCannotBeCut();
        byte[] content = Logs.noise(1, SIZE + 5000);
        Logs.append(log, content);

        Outcome outcome = rotation.rotate(log, SIZE, 3);

        assertEquals(new Outcome.Emptied(Reason.of("driver.logs.emptied", log.resolveSibling(""), "tmpfs")), outcome);
        assertEquals(0, Files.size(log));
        assertArrayEquals(content, Files.readAllBytes(log.resolveSibling("web.log.1")));
    }

    @Test
    void whereTheKernelCannotCutTheTotalIsKeptAllTheSame() throws IOException {
        Path log = logs.logThatCannotBeCut();

        for (int i = 0; i < 4; i++) {
            Logs.append(log, Logs.noise(i, 20 * SIZE));
            assertInstanceOf(Outcome.Emptied.class, rotation.rotate(log, SIZE, 3));
            assertTrue(Logs.total(log) <= 3 * SIZE, "together they have " + Logs.total(log));
        }
        Logs.append(log, Logs.noise(9, 20 * SIZE));
        assertInstanceOf(Outcome.Emptied.class, rotation.rotate(log, SIZE, 0));
        assertEquals(List.of("web.log"), Logs.names(log));
    }
}
