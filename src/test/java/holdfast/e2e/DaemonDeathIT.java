package holdfast.e2e;

import holdfast.e2e.Sandbox.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Holdfast dies; what it keeps up does not notice.
class DaemonDeathIT {
    private final Sandbox sandbox = new Sandbox();

    @BeforeEach
    void prepare() {
        sandbox.configure("""
                state: state
                services:
                  first:
                    run: sleep 86401
                    every: 500ms
                  second:
                    run: sleep 86402
                    needs: [first]
                    every: 500ms
                    recover: { stable: 1s }
                """);
    }

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void adoptsTheSameProcessesAndSeesTheirExitAtOnce() {
        Daemon daemon = sandbox.monitor();
        long first = daemon.awaitHealthy("first").number("pid");
        long second = daemon.awaitHealthy("second").number("pid");

        daemon.kill();
        assertTrue(Processes.isAlive(first) && Processes.isAlive(second), "they run on");
        Daemon heir = sandbox.monitor();

        Json adopted = heir.awaitHealthy("second");
        assertEquals(second, adopted.number("pid"));
        assertEquals(first, heir.awaitHealthy("first").number("pid"));
        assertEquals(0, adopted.number("restarts"));
        Processes.kill(second);
        assertNotEquals(second, heir.await("second", "runs in another process", 10, service ->
                service.text("state").equals("up") && service.number("pid") != second).number("pid"));
        assertEquals(2, Processes.in(sandbox.folder()).stream().filter(pid -> Processes.commandLine(pid).startsWith("sleep")).count());
    }

    @Test
    void startsAgainWhatDiedWhileNobodyLooked() {
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("first");
        long second = daemon.awaitHealthy("second").number("pid");

        daemon.kill();
        Processes.kill(second);
        Daemon heir = sandbox.monitor();

        assertNotEquals(second, heir.awaitHealthy("second").number("pid"));
        heir.await("second", "is proven good", 20, service -> service.object("incident").isEmpty());
        assertEquals(1, sandbox.incidents().size());
    }

    @Test
    void refusesASecondDaemonAndNamesTheFirst() {
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("first");

        Ran second = sandbox.holdfast("monitor");

        assertEquals(4, second.exit(), second.output());
        assertTrue(second.output().contains(Long.toString(daemon.pid())), second.output());
        daemon.awaitHealthy("first");
    }

    @Test
    void handsACheckOverToTheDaemonThatOwnsTheConfiguration() {
        Daemon daemon = sandbox.monitor();
        long first = daemon.awaitHealthy("first").number("pid");
        daemon.awaitHealthy("second");

        Ran check = sandbox.holdfast("check");

        assertEquals(0, check.exit(), check.output());
        assertEquals(first, daemon.service("first").orElseThrow().number("pid"));
    }
}
