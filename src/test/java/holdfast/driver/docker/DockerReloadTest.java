package holdfast.driver.docker;

import holdfast.model.Command;
import holdfast.model.CommandLine;
import holdfast.model.Event;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ReloadSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Reloads of what runs in a container, on a real engine: by the engine's signal, and by a command in the container.
final class DockerReloadTest extends SharedEngine {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theSignalReachesTheHandlerInTheContainer() throws Exception {
        run(Dockerd.IMAGE, "sh", "-c", "trap 'echo again' HUP; echo ready; while :; do sleep 600 & wait $!; done");
        ProcessIdentity process = running();
        assertTrue(logged("ready"), () -> "it does not begin");

        assertEquals(new ReloadOutcome.Reloaded(process), reload(new ReloadSpec.BySignal(1), process));

        assertTrue(logged("again"), () -> "no handler was reached");
        rig.hearsNothing();
    }

    @Test
    void aSignalWithoutAHandlerIsNotSent() throws Exception {
        run(Dockerd.IMAGE, "sleep", "600");
        ProcessIdentity process = running();

        var refused = assertInstanceOf(ReloadOutcome.Refused.class, reload(new ReloadSpec.BySignal(1), process));

        assertEquals("driver.reload.not-handled", refused.reason().key());
    }

    @Test
    void aCommandRunsInTheContainerToItsEnd() throws Exception {
        run(SLEEPING);
        ProcessIdentity process = running();

        assertEquals(new ReloadOutcome.Reloaded(process), reload(command("touch /reloaded"), process));

        engine.docker("exec", name, "test", "-f", "/reloaded");
        var failed = assertInstanceOf(ReloadOutcome.Failed.class, reload(command("echo bad syntax; exit 3"), process));
        assertEquals("driver.docker.reload-failed", failed.reason().key());
        assertEquals(List.of("sh", name, "3", "bad syntax"), failed.reason().values());
    }

    private ProcessIdentity running() throws Exception {
        return assertInstanceOf(Event.Observation.Running.class, rig.observe(service)).process();
    }

    private boolean logged(String line) throws Exception {
        long deadline = System.nanoTime() + 20 * SECOND;
        while (System.nanoTime() < deadline) {
            if (engine.docker("logs", name).contains(line)) {
                return true;
            }
        }
        return false;
    }

    private static ReloadSpec command(String line) {
        return new ReloadSpec.ByCommand(
                new CommandLine(List.of("sh", "-c", line), "/", Optional.empty(), Map.of(), 20 * SECOND));
    }

    private ReloadOutcome reload(ReloadSpec by, ProcessIdentity process) throws Exception {
        rig.driver.reload(
                new Command.ReloadProcess(
                        service.id(), 9, new Incarnation(1), Optional.of(process), new Incarnation(2), 20 * SECOND),
                service.withReload(Optional.of(by)));
        return rig.next(Event.ReloadAnswered.class).outcome();
    }
}
