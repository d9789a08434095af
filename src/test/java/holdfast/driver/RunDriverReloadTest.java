package holdfast.driver;

import holdfast.linux.ProcessSight;
import holdfast.model.Command;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ReloadSpec;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Signals and commands by which a service of our own takes in what is new.
@Timeout(60)
final class RunDriverReloadTest {
    private static final int HUP = 1;

    @TempDir
    private Path directory = Path.of("");

    private Rig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new Rig(directory, Rig.Cgroup.NONE);
    }

    @AfterEach
    void close() throws Exception {
        rig.close();
    }

    @Test
    void theSignalReachesTheMainProcessAlone() throws Exception {
        ServiceSpec service = signalled("trap 'echo again > $WIRE' HUP; echo ready > $WIRE; while :; do sleep 600 & wait $!; done");
        ProcessIdentity process = rig.run(service, 1);
        assertEquals("ready", rig.hear());

        assertEquals(new ReloadOutcome.Reloaded(process), reload(service, process));

        assertEquals("again", rig.hear());
        assertTrue(rig.lives(process.pid()));
    }

    @Test
    void aSignalThatWouldEndItIsNotSent() throws Exception {
        ServiceSpec service = signalled("echo ready > $WIRE; exec sleep 600");
        ProcessIdentity process = rig.run(service, 1);
        assertEquals("ready", rig.hear());

        var refused = assertInstanceOf(ReloadOutcome.Refused.class, reload(service, process));

        assertEquals("driver.reload.not-handled", refused.reason().key());
        assertTrue(rig.lives(process.pid()));
    }

    @Test
    void theCommandKnowsTheMainProcessAndRunsToItsEnd() throws Exception {
        ServiceSpec service = commanded("test -d /proc/$MAINPID && echo $MAINPID > told");
        ProcessIdentity process = rig.run(service, 1);

        assertEquals(new ReloadOutcome.Reloaded(process), reload(service, process));

        assertEquals(Long.toString(process.pid()), java.nio.file.Files.readString(directory.resolve("told")).strip());
    }

    @Test
    void aCommandThatFailsIsToldWithItsLastWords() throws Exception {
        ServiceSpec service = commanded("echo syntax error >&2; exit 3");
        ProcessIdentity process = rig.run(service, 1);

        var failed = assertInstanceOf(ReloadOutcome.Failed.class, reload(service, process));

        assertEquals("driver.command.failed", failed.reason().key());
        assertTrue(failed.reason().values().contains("syntax error"), failed.toString());
        assertTrue(rig.lives(process.pid()));
    }

    @Test
    void whatTheCommandKillsIsGone() throws Exception {
        ServiceSpec service = commanded("kill -9 $MAINPID; while [ -d /proc/$MAINPID ] && ! grep -q 'State:.Z' /proc/$MAINPID/status; do :; done");
        ProcessIdentity process = rig.run(service, 1);

        rig.driver.reload(command(service, process), service);
        var events = List.of(rig.await(Event.class), rig.await(Event.class));

        assertTrue(events.contains(new Event.ProcessExited(service.id(), new Incarnation(1), new ExitStatus.Signalled(9, false), 0)), events.toString());
        assertTrue(
                events.stream().anyMatch(event -> event instanceof Event.ReloadAnswered answered && answered.outcome() instanceof ReloadOutcome.Gone),
                events.toString());
    }

    @Test
    void anotherHoldfastReloadsWhatItFindsInTheJournal() throws Exception {
        ServiceSpec service = signalled("trap 'echo again > $WIRE' HUP; echo ready > $WIRE; while :; do sleep 600 & wait $!; done");
        ProcessIdentity process = rig.run(service, 1);
        assertEquals("ready", rig.hear());
        rig = rig.reborn();
        assertTrue(new ProcessSight(rig.machine.table()).catches(process.pid(), HUP));

        assertEquals(new ReloadOutcome.Reloaded(process), reload(service, process));

        assertEquals("again", rig.hear());
    }

    private ServiceSpec signalled(String line) {
        return rig.shell(line).withReload(Optional.of(new ReloadSpec.BySignal(HUP)));
    }

    private ServiceSpec commanded(String line) {
        ServiceSpec service = rig.shell("exec sleep 600");
        var run = (DriverSpec.Run) service.driver();
        var command = new CommandLine(
                List.of("/bin/sh", "-c", line), run.directory(), Optional.empty(), Map.of(), 20 * Rig.SECOND);
        return service.withReload(Optional.of(new ReloadSpec.ByCommand(command)));
    }

    private ReloadOutcome reload(ServiceSpec service, ProcessIdentity process) throws Exception {
        rig.driver.reload(command(service, process), service);
        return rig.await(Event.ReloadAnswered.class).outcome();
    }

    private static Command.ReloadProcess command(ServiceSpec service, ProcessIdentity process) {
        return new Command.ReloadProcess(
                service.id(), 7, new Incarnation(1), Optional.of(process), new Incarnation(2), 20 * Rig.SECOND);
    }
}
