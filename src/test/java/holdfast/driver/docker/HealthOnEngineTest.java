package holdfast.driver.docker;

import holdfast.model.DriverSpec.ContainerSelection;
import holdfast.model.Event.Observation;
import holdfast.model.ExitStatus;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import java.util.function.Predicate;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

/// What the check `docker: true` makes of each state that a real engine shows.
final class HealthOnEngineTest extends SharedEngine {
    private static final long SECOND = 1_000_000_000L;

    private ProbeResult health() {
        return rig.driver.health(service, 5 * SECOND);
    }

    private ProbeResult awaited(Predicate<ProbeResult> condition) {
        long deadline = System.nanoTime() + 60 * SECOND;
        ProbeResult result = health();
        while (!condition.test(result)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("last: " + result);
            }
            result = health();
        }
        return result;
    }

    @Test
    void startingDecidesNothingHealthyPassesUnhealthyFails() throws Exception {
        run("--init", "--health-cmd", "test ! -f /sick", "--health-interval", "2s", "--health-retries", "1", Dockerd.IMAGE, "sleep", "600");
        assertEquals(Outcome.SKIPPED, health().outcome());

        awaited(result -> result.outcome() == Outcome.PASS);
        engine.docker("exec", name, "touch", "/sick");

        ProbeResult sick = awaited(result -> result.outcome() == Outcome.FAIL);
        assertEquals("driver.docker.health.unhealthy-silent", sick.reason().key());
    }

    @Test
    void aPausedContainerFails() throws Exception {
        run(SLEEPING);
        assertEquals(Outcome.PASS, health().outcome());

        engine.docker("pause", name);

        assertEquals("driver.docker.paused", health().reason().key());
        engine.docker("unpause", name);
    }

    @Test
    void aMissingContainerIsForTheDriverToTellAndASilentEngineDecidesNothing() {
        assertEquals(Outcome.SKIPPED, health().outcome());
        assertEquals("driver.docker.no-container", health().reason().key());

        service = DockerRig.service(name, name, ContainerSelection.NAME, "unix:///nowhere/docker.sock");
        assertEquals(Outcome.ERROR, health().outcome());
    }

    @Test
    void whatTheEngineIsAboutToRestartDecidesNothingAndIsNamedWithItsExitCode() throws Exception {
        run("--restart=always", Dockerd.IMAGE, "sh", "-c", "exit 3");

        ProbeResult between = awaited(result -> result.reason().key().equals("driver.docker.health.restarting"));

        assertEquals(Outcome.SKIPPED, between.outcome());
        assertEquals("3", between.reason().values().getLast());
    }

    @Test
    void aContainerThatTheKernelKilledForWantOfMemoryIsSaidToHaveRunOutOfIt() throws Exception {
        Assumptions.assumeTrue(
                engine.docker("info", "--format", "{{.MemoryLimit}}").endsWith("true"),
                "the kernel keeps no account of memory for containers (no memory controller)");
        run("--memory=16m", "--memory-swap=16m", Dockerd.IMAGE, "sh", "-c", "x=a; while true; do x=$x$x; done");
        assertEquals("137", engine.docker("wait", name));
        Assumptions.assumeTrue(engine.state(name, "{{.State.OOMKilled}}").equals("true"), "the engine did not hear of the kernel's kill");

        assertEquals("driver.docker.exit.memory", health().reason().key());
        assertEquals(
                new ExitStatus.Signalled(9, false),
                assertInstanceOf(Observation.Gone.class, rig.observe(service)).status());
    }
}
