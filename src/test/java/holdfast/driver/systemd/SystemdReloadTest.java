package holdfast.driver.systemd;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Units that say how they are reloaded, and units that do not.
final class SystemdReloadTest extends OnOwnSystemd {
    SystemdReloadTest() throws IOException, InterruptedException {}

    @Test
    void aUnitIsReloadedByItsExecReloadAndKeepsItsMainProcess() throws Exception {
        Path told = systemd.folder().resolve("told");
        ServiceSpec service = rig.unit(
                "reload.service", "[Service]\n" + SLEEP + "ExecReload=/bin/sh -c 'echo $MAINPID > " + told + "'\n");
        ProcessIdentity process = rig.run(service, 1);

        assertEquals(new ReloadOutcome.Reloaded(process), reload(service, process));

        assertEquals(Long.toString(process.pid()), Files.readString(told).strip());
        assertEquals("active", systemd.must("systemctl", "is-active", "reload.service").strip());
    }

    @Test
    void aUnitWithoutExecReloadIsRefusedAndNeverRestarted() {
        ServiceSpec service = rig.unit("plain.service", "[Service]\n" + SLEEP);
        ProcessIdentity process = rig.run(service, 1);

        var refused = assertInstanceOf(ReloadOutcome.Refused.class, reload(service, process));

        assertEquals("driver.systemd.cannot-reload", refused.reason().key());
        assertEquals(process, rig.observe(service, Optional.of(1L), Optional.of(process)) instanceof Event.Observation.Running running
                ? running.process()
                : null);
    }

    @Test
    void anExecReloadThatFailsLeavesTheUnitUp() {
        ServiceSpec service = rig.unit("broken.service", "[Service]\n" + SLEEP + "ExecReload=/bin/false\n");
        ProcessIdentity process = rig.run(service, 1);

        var failed = assertInstanceOf(ReloadOutcome.Failed.class, reload(service, process));

        assertEquals("driver.systemd.reload-failed", failed.reason().key());
        assertTrue(systemd.must("systemctl", "is-active", "broken.service").strip().equals("active"));
    }

    @Test
    void aUnitFileThatSaysSinceHowItIsReloadedIsReadFirstAndThatIsSaid() {
        ServiceSpec service = rig.unit("since.service", "[Service]\n" + SLEEP);
        ProcessIdentity process = rig.run(service, 1);
        systemd.must(
                "sh", "-c",
                "echo ExecReload=/bin/true >> /etc/systemd/system/since.service; touch -d '+1 hour' /etc/systemd/system/since.service");

        begin(service, process);

        assertEquals("driver.systemd.read-again", rig.next(Event.DriverRemarked.class).reason().key());
        assertEquals(new ReloadOutcome.Reloaded(process), rig.next(Event.ReloadAnswered.class).outcome());
    }

    private ReloadOutcome reload(ServiceSpec service, ProcessIdentity process) {
        begin(service, process);
        return rig.next(Event.ReloadAnswered.class).outcome();
    }

    private void begin(ServiceSpec service, ProcessIdentity process) {
        rig.driver().reload(
                new Command.ReloadProcess(
                        service.id(), 5, new Incarnation(1), Optional.of(process), new Incarnation(2), 20 * SECOND),
                service);
    }
}
