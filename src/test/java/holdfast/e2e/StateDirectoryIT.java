package holdfast.e2e;

import holdfast.e2e.Sandbox.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// The place where Holdfast keeps its memory fails.
class StateDirectoryIT {
    private static final int CHUNK = 64 * 1024;

    private final Sandbox sandbox = new Sandbox();
    private final Path state = sandbox.folder().resolve("state");

    @AfterEach
    void cleanUp() throws Exception {
        sandbox.end();
        run("umount", state.toString());
        sandbox.close();
    }

    @Test
    void refusesToStartOnAReadOnlyStateDirectoryAndNamesIt() throws Exception {
        mount("ro,mode=700");
        configure();

        Ran ran = sandbox.holdfast("monitor");

        assertTrue(ran.exit() == 4, ran.toString());
        assertTrue(ran.output().contains(state.toString()), ran.output());
        assertTrue(ran.output().lines().count() < 5, "a sentence, not a stack trace: " + ran.output());
    }

    @Test
    void keepsServicesUpWhileTheDiskIsFull() throws Exception {
        mount("size=8m,mode=700");
        configure();
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("app").number("pid");

        Path filler = fill();
        Processes.kill(pid);

        long back = daemon.await("app", "runs in another process although the disk is full", 30, service ->
                service.text("state").equals("up") && service.number("pid") != pid).number("pid");
        Files.delete(filler);
        Await.until(daemon::output, 30, () -> daemon.output().contains("The journal can be written again"));
        daemon.kill();
        Daemon heir = sandbox.monitor();
        assertEquals(back, heir.awaitHealthy("app").number("pid"), "neither restarted nor doubled");
    }

    @Test
    void beginsOnAFullDiskAndTakesOverWhatRuns() throws Exception {
        mount("size=8m,mode=700");
        configure();
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("app").number("pid");
        daemon.kill();
        Path filler = fill();

        Ran check = sandbox.holdfast("check");
        Daemon heir = sandbox.monitor();

        assertEquals(0, check.exit(), check.output());
        assertEquals(pid, heir.awaitHealthy("app").number("pid"), "adopted");
        Processes.kill(pid);
        heir.await("app", "runs in another process although the disk is full", 30, service ->
                service.text("state").equals("up") && service.number("pid") != pid);
        Files.delete(filler);
    }

    private void configure() {
        sandbox.configure("""
                state: state
                services:
                  app:
                    run: sleep 86408
                    every: 500ms
                    recover: { stable: 1s }
                """);
    }

    private Path fill() throws IOException {
        Path filler = state.resolve("filler");
        try (var output = Files.newOutputStream(filler)) {
            while (true) {
                output.write(new byte[CHUNK]);
            }
        } catch (IOException full) {
            assertTrue(String.valueOf(full.getMessage()).contains("No space left"), full.toString());
        }
        return filler;
    }

    private void mount(String options) throws Exception {
        Files.createDirectories(state);
        int exit = run("mount", "-t", "tmpfs", "-o", options, "tmpfs", state.toString());
        assumeTrue(exit == 0, "a file system of its own cannot be mounted here: not root, or not permitted");
    }

    private static int run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(words)).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), () -> List.of(words) + " hangs");
        return process.exitValue();
    }
}
