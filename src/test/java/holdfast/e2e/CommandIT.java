package holdfast.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A service kept by start and stop commands of its own, with the configuration that docs/drivers/command.md shows.
class CommandIT {
    private final Sandbox sandbox = new Sandbox();
    private final Path pidFile = sandbox.folder().resolve("run/legacy.pid");

    @BeforeEach
    void prepare() throws IOException {
        Files.createDirectory(pidFile.getParent());
        Path script = sandbox.write("legacy.sh", """
                #!/bin/sh
                case $1 in
                  start) sleep 3600 > /dev/null 2>&1 & echo $! > run/legacy.pid ;;
                  stop) kill "$(cat run/legacy.pid)"; rm -f run/legacy.pid ;;
                esac
                """);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        sandbox.configure(Pages.example("command", "yaml") + "state: state\n");
    }

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void theExampleOfThePageIsKeptUpThroughACrashAndStoppedByItsOwnCommand() {
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("legacy").number("pid");
        assertEquals(Long.toString(pid), Sandbox.read(pidFile).strip());

        Processes.kill(pid);
        long next = daemon.await("legacy", "is up in another process", 60, service ->
                        service.text("health").equals("healthy") && service.number("pid") != pid)
                .number("pid");
        assertEquals(Long.toString(next), Sandbox.read(pidFile).strip());

        assertEquals(0, sandbox.holdfast("restart", "legacy").exit());
        long third = daemon.awaitHealthy("legacy").number("pid");
        assertNotEquals(next, third);
        assertEquals(0, sandbox.holdfast("stop", "legacy").exit());
        assertFalse(Processes.isAlive(third));
        assertFalse(Files.exists(pidFile), "the stop command was run");
        assertTrue(sandbox.incidents().size() == 1, "the crash alone");
    }
}
