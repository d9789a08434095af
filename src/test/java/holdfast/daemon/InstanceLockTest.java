package holdfast.daemon;

import holdfast.daemon.InstanceLock.Attempt;
import holdfast.daemon.InstanceLock.Owner;
import holdfast.model.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

class InstanceLockTest {
    private static final Owner ME = new Owner(4711, Instant.parse("2026-11-21T08:00:00Z"), "/srv/Каса shop\\holdfast.yaml");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void refusesASecondDaemonAndNamesTheFirst() {
        var first = assertInstanceOf(Attempt.Held.class, InstanceLock.acquire(directory, ME));

        var second = assertInstanceOf(Attempt.Refused.class, InstanceLock.acquire(directory, ME));

        assertEquals("daemon.lock.held", second.reason().key());
        assertEquals("4711", second.reason().values().get(0));
        assertEquals(ME.config(), second.reason().values().get(2));
        assertEquals(Optional.of(ME), InstanceLock.owner(directory));
        first.lock().close();
    }

    @Test
    void letsTheNextOneInWhenTheFirstIsDone() {
        assertInstanceOf(Attempt.Held.class, InstanceLock.acquire(directory, ME)).lock().close();

        assertInstanceOf(Attempt.Held.class, InstanceLock.acquire(directory, ME)).lock().close();
    }

    @Test
    void refusesWhatAnotherProcessHoldsAndLetsGoOfItAtOnceWhenThatIsKilled() throws Exception {
        Process other = new ProcessBuilder(
                        java(), "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Holder.class.getName(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            awaitLine(other);
            var refused = assertInstanceOf(Attempt.Refused.class, InstanceLock.acquire(directory, ME));
            assertEquals(List.of(Long.toString(other.pid()), "test"), List.of(refused.reason().values().get(0), refused.reason().values().get(2)));
        } finally {
            other.destroyForcibly();
        }
        assertTrue(other.waitFor(10, TimeUnit.SECONDS));

        assertInstanceOf(Attempt.Held.class, InstanceLock.acquire(directory, ME)).lock().close();
    }

    @Test
    void askingWhoHoldsItDoesNotLoseIt() throws Exception {
        var first = assertInstanceOf(Attempt.Held.class, InstanceLock.acquire(directory, ME));

        assertEquals(Optional.of(ME), InstanceLock.owner(directory));

        Process other = new ProcessBuilder(
                        java(), "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Holder.class.getName(), directory.toString())
                .start();
        assertTrue(other.waitFor(20, TimeUnit.SECONDS));
        assertEquals(3, other.exitValue());
        first.lock().close();
    }

    @Test
    void aHolderThatLeftNoWordIsStillAHolder() throws Exception {
        var first = assertInstanceOf(Attempt.Held.class, InstanceLock.acquire(directory, ME));
        Files.writeString(directory.resolve("holdfast.owner"), "pid=");

        var second = assertInstanceOf(Attempt.Refused.class, InstanceLock.acquire(directory, ME));

        assertEquals(Reason.of("daemon.lock.held-by-unknown", directory), second.reason());
        first.lock().close();
    }

    @Test
    void refusesADirectoryItCannotWriteTo() throws Exception {
        Path small = Files.createDirectory(directory.resolve("disk"));
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k,ro", "holdfast-test", small.toString()), "no right to mount");
        try {
            var refused = assertInstanceOf(Attempt.Refused.class, InstanceLock.acquire(small, ME));

            assertEquals(Reason.of("daemon.lock.cannot-lock", small, "Read-only file system"), refused.reason());
            assertEquals(
                    Optional.of(Reason.of("daemon.state.cannot-create", small.resolve("state"), "Read-only file system")),
                    StateDirectory.prepare(small.resolve("state"), System.getProperty("user.name")));
        } finally {
            assertTrue(run("umount", small.toString()));
        }
    }

    @Test
    void aFullDiskCostsOnlyTheName() throws Exception {
        Path small = Files.createDirectory(directory.resolve("disk"));
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "holdfast-test", small.toString()), "no right to mount");
        try {
            assertInstanceOf(Attempt.Held.class, InstanceLock.acquire(small, ME)).lock().close();
            fill(small.resolve("filler"));

            var held = assertInstanceOf(Attempt.Held.class, InstanceLock.acquire(small, new Owner(4712, ME.since(), "another")));

            assertEquals(Optional.empty(), InstanceLock.owner(small), "the one before is not named in its place");
            held.lock().close();
        } finally {
            assertTrue(run("umount", small.toString()));
        }
    }

    private static void fill(Path filler) throws IOException {
        try (var output = Files.newOutputStream(filler)) {
            while (true) {
                output.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertTrue(String.valueOf(full.getMessage()).contains("No space left"), full.toString());
        }
    }

    /// Holds the lock until it is killed; exit code 3 when it is refused.
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            var me = new Owner(ProcessHandle.current().pid(), Instant.EPOCH, "test");
            if (!(InstanceLock.acquire(Path.of(arguments[0]), me) instanceof Attempt.Held)) {
                System.exit(3);
            }
            System.out.println("held");
            new CountDownLatch(1).await();
        }
    }

    private static void awaitLine(Process process) throws IOException {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("held", output.readLine());
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
