package holdfast.driver.systemd;

import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Units that are not as they should be, and a systemd that is away.
final class SystemdFaultsTest extends OnOwnSystemd {
    SystemdFaultsTest() throws IOException, InterruptedException {}

    @Test
    void maskedUnitIsAbsentAndNotStarted() {
        ServiceSpec service = rig.unit("masked.service", "[Service]\n" + SLEEP);
        systemd.must("sh", "-c", "ln -sf /dev/null /run/systemd/system/masked.service; rm /etc/systemd/system/masked.service; systemctl daemon-reload");
        Reason masked = Reason.of("driver.systemd.masked", "masked.service");

        assertEquals(new Observation.Absent(masked), rig.observe(service, Optional.empty(), Optional.empty()));
        assertEquals(new StartOutcome.Failed(StartFailure.OTHER, masked), rig.start(service, 1));
    }

    @Test
    void unitThatDoesNotExistIsAbsentAndNotStarted() {
        ServiceSpec service = SystemdRig.spec("nobody.service", Optional.empty());
        Reason missing = Reason.of("driver.systemd.not-found", "nobody.service");

        assertEquals(new Observation.Absent(missing), rig.observe(service, Optional.empty(), Optional.empty()));
        assertEquals(new StartOutcome.Failed(StartFailure.NOT_FOUND, missing), rig.start(service, 1));
        assertEquals(new StopOutcome.Gone(new ExitStatus.Unknown()), rig.stop(service, 1, SECOND));
    }

    @Test
    void unitThatIsDeletedAndMadeAgainIsFollowed() throws IOException {
        ServiceSpec service = rig.unit("fleeting.service", "[Service]\n" + SLEEP);
        rig.run(service, 1);
        rig.stop(service, 1, SECOND);

        systemd.must("sh", "-c", "rm /etc/systemd/system/fleeting.service; systemctl daemon-reload");
        assertEquals(Reason.of("driver.systemd.not-found", "fleeting.service"), rig.news(Observation.Absent.class).reason());

        systemd.unit("fleeting.service", "[Service]\n" + SLEEP);
        systemd.must("systemctl", "start", "fleeting.service");
        rig.runsAgain(Origin.HAND);
    }

    @Test
    void templatesAliasesAndOddNamesAreFound() {
        rig.unit("web@.service", "[Service]\nExecStart=/bin/sleep %i\n");
        for (String unit : List.of("web@601.service", "a\\x20b-c.d:e_f.service", "0digit.service", "\\xd1\\x88\\xd0\\xbe\\xd0\\xbf.service")) {
            ServiceSpec service = unit.startsWith("web@")
                    ? SystemdRig.spec(unit, Optional.empty())
                    : rig.unit(unit, "[Service]\n" + SLEEP);
            ProcessIdentity process = rig.run(service, 1);
            systemd.must("kill", "-KILL", Long.toString(process.pid()));
            assertEquals(new Incarnation(1), rig.next(Event.ProcessExited.class).incarnation(), unit);
        }
        rig.unit("true.service", "[Service]\n" + SLEEP);
        systemd.must("sh", "-c", "ln -s true.service /etc/systemd/system/alias.service; systemctl daemon-reload");
        ProcessIdentity process = rig.run(SystemdRig.spec("alias.service", Optional.empty()), 1);
        systemd.must("kill", "-KILL", Long.toString(process.pid()));
        rig.next(Event.ProcessExited.class);
    }

    @Test
    void busThatIsKilledIsNoNewsOfTheServiceAndFollowedWhenItIsBack() throws IOException {
        ServiceSpec service = rig.unit("bus.service", "[Service]\n" + SLEEP + "Restart=always\nRestartSec=100ms\n");
        ProcessIdentity process = rig.run(service, 1);
        String bus = systemd.must("systemctl", "show", "-p", "MainPID", "--value", "dbus.service");

        systemd.must("sh", "-c", "systemctl mask --runtime dbus.socket dbus.service; kill -KILL " + bus);
        assertEquals("driver.systemd.unreachable", rig.news(Observation.Unreadable.class).reason().key());
        systemd.must("sh", "-c", "systemctl stop dbus.socket dbus.service 2>/dev/null; rm -f /run/dbus/system_bus_socket; true");
        assertInstanceOf(Observation.Unreadable.class, rig.observe(service, Optional.of(1L), Optional.of(process)));
        systemd.must("kill", "-KILL", Long.toString(process.pid()));
        systemd.must("sh", "-c", "systemctl unmask --runtime dbus.socket dbus.service; systemctl start dbus.socket dbus.service");

        assertTrue(Files.exists(systemd.bus().socket()));
        assertNotEquals(process, rig.runsAgain(Origin.BACKEND));
    }

    @Test
    void systemdThatHangsIsNoNewsOfTheServiceAndFollowedWhenItGoesOn() {
        ServiceSpec service = rig.unit("hung.service", "[Service]\n" + SLEEP);
        ProcessIdentity process = rig.run(service, 1);
        systemd.signal("STOP");
        try {
            assertInstanceOf(Observation.Unreadable.class, rig.observe(service, Optional.of(1L), Optional.of(process)));
        } finally {
            systemd.signal("CONT");
        }

        assertEquals(new Observation.Running(process, Origin.HOLDFAST), eventually(service, process));
    }

    @Test
    void daemonReexecutedUnderUsGoesUnnoticed() {
        ServiceSpec service = rig.unit("reexec.service", "[Service]\n" + SLEEP);
        ProcessIdentity process = rig.run(service, 1);

        systemd.must("systemctl", "daemon-reexec");

        assertEquals(
                new Observation.Running(process, Origin.HOLDFAST), eventually(service, process));
        systemd.must("kill", "-KILL", Long.toString(process.pid()));
        assertInstanceOf(Event.ProcessExited.class, afterLosses());
    }

    @Test
    void unitFileChangedOnDiskIsReadBeforeOurStartAndThatIsSaid() {
        ServiceSpec service = rig.unit("changed.service", "[Service]\nExecStart=/bin/sleep 601\n");
        ProcessIdentity first = rig.run(service, 1);
        // A unit that has failed stays loaded, as it was read.
        systemd.must("kill", "-KILL", Long.toString(first.pid()));
        rig.next(Event.ProcessExited.class);
        systemd.must("sh", "-c", "sed -i s/601/602/ /etc/systemd/system/changed.service; touch -d '+1 hour' /etc/systemd/system/changed.service");

        rig.begin(service, 2);

        assertEquals(
                new Event.DriverRemarked(service.id(), Reason.of("driver.systemd.read-again", "changed.service")),
                rig.next(Event.DriverRemarked.class));
        var started = assertInstanceOf(StartOutcome.Started.class, rig.next(Event.StartAnswered.class).outcome());
        ProcessIdentity process = started.process();
        assertEquals("/bin/sleep602", systemd.must("sh", "-c", "tr -d '\\0' < /proc/" + process.pid() + "/cmdline"));
    }

    /// A unit that nobody refers to is unloaded when it is down.
    @Test
    void unitFileChangedWhileItRanIsSaidThoughTheStopHadItUnloaded() {
        ServiceSpec service = rig.unit("edited.service", "[Service]\nExecStart=/bin/sleep 603\n");
        rig.run(service, 1);
        systemd.must("sh", "-c", "sed -i s/603/604/ /etc/systemd/system/edited.service; touch -d '+1 hour' /etc/systemd/system/edited.service");

        assertInstanceOf(StopOutcome.Gone.class, rig.stop(service, 1, SECOND));
        rig.begin(service, 2);

        assertEquals("driver.systemd.read-again", rig.next(Event.DriverRemarked.class).reason().key());
        var started = assertInstanceOf(StartOutcome.Started.class, rig.next(Event.StartAnswered.class).outcome());
        assertEquals(
                "/bin/sleep604", systemd.must("sh", "-c", "tr -d '\\0' < /proc/" + started.process().pid() + "/cmdline"));
    }

    @Test
    void portHeldByAStrangerIsNamedAndNothingStarted() throws IOException {
        try (var stranger = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            rig.unit("port.service", "[Service]\n" + SLEEP);
            ServiceSpec service = SystemdRig.spec("port.service", Optional.of(stranger.getLocalPort()));

            var failed = assertInstanceOf(StartOutcome.Failed.class, rig.start(service, 1));

            assertEquals(StartFailure.PORT_HELD, failed.failure());
            assertEquals("inactive", systemd.run("systemctl", "is-active", "port.service").output().strip());
        }
    }

    @Test
    void dependencyThatFailsIsNamedAsTheCause() {
        rig.unit("broken.service", "[Service]\nType=oneshot\nExecStart=/bin/false\n");
        ServiceSpec service = rig.unit("needy.service", "[Unit]\nRequires=broken.service\nAfter=broken.service\n[Service]\n" + SLEEP);

        var failed = assertInstanceOf(StartOutcome.Failed.class, rig.start(service, 1));

        assertEquals(Reason.of("driver.systemd.dependency", "needy.service"), failed.reason());
    }

    /// While PID 1 is away nothing is known; asked until it is.
    private Observation eventually(ServiceSpec service, ProcessIdentity process) {
        while (true) {
            Event event = afterLosses(service, process);
            if (event instanceof Event.ProcessObserved observed && !(observed.observation() instanceof Observation.Unreadable)) {
                return observed.observation();
            }
        }
    }

    private Event afterLosses(ServiceSpec service, ProcessIdentity process) {
        rig.ask(service, 1, process);
        return afterLosses();
    }

    private Event afterLosses() {
        Event event = rig.next(Event.class);
        boolean isLoss = event instanceof Event.BackendChanged changed && changed.observation() instanceof Observation.Unreadable;
        return isLoss ? afterLosses() : event;
    }
}
