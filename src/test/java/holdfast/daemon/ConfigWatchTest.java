package holdfast.daemon;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ConfigWatchTest {
    @TempDir
    private Path directory = Path.of("");

    private final Semaphore changes = new Semaphore(0);

    @Test
    void noticesAFileWrittenInPlace() throws Exception {
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), "one");
        try (var _ = ConfigWatch.begin(file, Set.of(), changes::release)) {
            Files.writeString(file, "two");

            assertTrue(changes.tryAcquire(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void noticesAFileRenamedOverAgainAndAgain() throws Exception {
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), "0");
        try (var _ = ConfigWatch.begin(file, Set.of(), changes::release)) {
            for (int i = 1; i <= 3; i++) {
                Path fresh = Files.writeString(directory.resolve("new"), "version " + i);
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);

                assertTrue(changes.tryAcquire(20, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void noticesALinkThatPointsElsewhere() throws Exception {
        Path first = Files.writeString(Files.createDirectory(directory.resolve("a")).resolve("holdfast.yaml"), "one");
        Path second = Files.writeString(Files.createDirectory(directory.resolve("b")).resolve("holdfast.yaml"), "two");
        Path file = Files.createSymbolicLink(directory.resolve("holdfast.yaml"), first);
        try (var _ = ConfigWatch.begin(file, Set.of(), changes::release)) {
            Path fresh = Files.createSymbolicLink(directory.resolve("new"), second);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);

            assertTrue(changes.tryAcquire(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void staysQuietWhenTheContentIsTheSameOrTheFileIsGoneForAMoment() throws Exception {
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), "one");
        try (var _ = ConfigWatch.begin(file, Set.of(), changes::release)) {
            Files.writeString(directory.resolve("another.yaml"), "not mine");
            Files.delete(file);
            Files.writeString(file, "one");

            assertFalse(changes.tryAcquire(600, TimeUnit.MILLISECONDS));
            Files.writeString(file, "two");
            assertTrue(changes.tryAcquire(20, TimeUnit.SECONDS));
            assertEquals(0, changes.availablePermits());
        }
    }

    @Test
    void noticesEveryFileThatTheConfigurationIsMadeFrom() throws Exception {
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), "one");
        Path env = Files.writeString(Files.createDirectory(directory.resolve("app")).resolve(".env"), "A=1");
        try (var watch = ConfigWatch.begin(file, Set.of(file, env), changes::release)) {
            Files.writeString(env, "A=2");
            assertTrue(changes.tryAcquire(20, TimeUnit.SECONDS));

            Path secret = directory.resolve("later/secret");
            watch.follow(Set.of(file, secret));
            Files.createDirectory(secret.getParent());
            Files.writeString(secret, "not there until now");
            assertTrue(changes.tryAcquire(20, TimeUnit.SECONDS), "its directory was not there either");

            Files.delete(secret);
            assertTrue(changes.tryAcquire(20, TimeUnit.SECONDS), "what was read from it is gone");
            Files.writeString(env, "no longer followed");
            assertFalse(changes.tryAcquire(600, TimeUnit.MILLISECONDS));
        }
    }

    @Test
    void noticesAChangeInADirectoryThatIsNeverQuiet() throws Exception {
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), "one");
        var stop = new Semaphore(0);
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                while (!stop.tryAcquire(20, TimeUnit.MILLISECONDS)) {
                    Files.writeString(directory.resolve("busy.log"), "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        try (var _ = ConfigWatch.begin(file, Set.of(), changes::release)) {
            Files.writeString(file, "two");

            assertTrue(changes.tryAcquire(20, TimeUnit.SECONDS));
            assertFalse(changes.tryAcquire(600, TimeUnit.MILLISECONDS), "the other file is not its own");
        } finally {
            stop.release();
            writer.join();
        }
    }
}
