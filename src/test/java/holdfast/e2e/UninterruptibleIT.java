package holdfast.e2e;

import holdfast.e2e.Sandbox.Ran;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A process that not even SIGKILL ends: it waits in the kernel (state D) for a disk that does not answer. Here it writes to a frozen
/// file system, made by this test alone.
class UninterruptibleIT {
    private static final long DISK_BYTES = 32L << 20;

    private final Sandbox sandbox = new Sandbox();
    private final Path disk = sandbox.folder().resolve("disk");
    private boolean isFrozen;
    private boolean isMounted;

    @AfterEach
    void cleanUp() throws Exception {
        if (isFrozen) {
            thaw();
        }
        sandbox.end();
        if (isMounted) {
            assertEquals(0, run("umount", disk.toString()));
        }
        sandbox.close();
    }

    @Test
    void nothingIsStartedBesideWhatCannotBeKilledAndItGoesOnOnceItIsGone() throws Exception {
        mount();
        sandbox.configure("""
                state: state
                services:
                  writer:
                    run: sh -c 'while [ ! -e go ]; do sleep 0.1; done; rm go; exec sh -c "while :; do echo x > disk/file; sleep 0.1; done"'
                    every: 500ms
                    stop: { within: 1s }
                    recover: { stable: 1s }
                  other: { run: sleep 86481, every: 500ms }
                """);
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("writer").number("pid");
        daemon.awaitHealthy("other");
        isFrozen = run("fsfreeze", "--freeze", disk.toString()) == 0;
        assumeTrue(isFrozen, "a file system cannot be frozen here");
        sandbox.write("go", "");
        Await.until("the writer waits in the kernel", 20, () -> state(pid) == 'D');

        Ran restart = sandbox.holdfast("restart", "writer");

        assertEquals(1, restart.exit(), restart.output());
        assertEquals("stuck", daemon.service("writer").orElseThrow().text("state"), restart.output());
        String why = sandbox.holdfast("why", "writer").output();
        assertTrue(why.contains(Long.toString(pid)), why);
        assertTrue(daemon.output().contains("alert: it needs a person") || daemon.output().contains("alert: it is down"), daemon.output());
        assertEquals(List.of(pid), writers(), "nothing beside it");
        daemon.awaitHealthy("other");

        thaw();

        long next = daemon.await("writer", "runs anew", 90, service ->
                service.text("state").equals("up") && service.number("pid") != pid).number("pid");
        assertNotEquals(pid, next);
        assertEquals(List.of(next), writers());
    }

    private List<Long> writers() {
        return Processes.in(sandbox.folder()).stream()
                .filter(pid -> Processes.commandLine(pid).startsWith("sh -c while"))
                .toList();
    }

    private void mount() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may mount");
        Sandbox.needs("mkfs.ext4", "e2fsprogs");
        Path image = sandbox.folder().resolve("disk.img");
        try (var file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(DISK_BYTES);
        }
        assertEquals(0, run("mkfs.ext4", "-q", image.toString()));
        Files.createDirectory(disk);
        isMounted = run("mount", "-o", "loop", image.toString(), disk.toString()) == 0;
        assumeTrue(isMounted, "a file of its own cannot be mounted here");
    }

    private void thaw() throws Exception {
        assertEquals(0, run("fsfreeze", "--unfreeze", disk.toString()));
        isFrozen = false;
    }

    private static char state(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return 'X';
        }
    }

    private static int run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(words)).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), () -> List.of(words) + " hangs");
        return process.exitValue();
    }
}
