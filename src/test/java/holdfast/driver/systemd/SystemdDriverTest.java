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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What systemd and people do to units, and what the driver makes of it.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SystemdDriverTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String SLEEP = "ExecStart=/bin/sleep 600\n";

    private final OwnSystemd systemd = OwnSystemd.start();
    private SystemdRig rig = new SystemdRig(systemd);

    SystemdDriverTest() throws IOException, InterruptedException {}

    @BeforeEach
    void begin() {
        rig = new SystemdRig(systemd);
    }

    @AfterEach
    void end() {
        rig.close();
    }

    @AfterAll
    void endSystemd() throws IOException {
        systemd.close();
    }

    @Test
    void crashOfAUnitThatSystemdLeavesDownIsTheEndOfItsIncarnation() {
        ServiceSpec service = rig.unit("crash.service", "[Service]\n" + SLEEP);
        ProcessIdentity process = rig.run(service, 4);

        systemd.must("kill", "-KILL", Long.toString(process.pid()));

        var exited = rig.next(Event.ProcessExited.class);
        assertEquals(
                new Event.ProcessExited(service.id(), new Incarnation(4), new ExitStatus.Signalled(9, false), 0), exited);
        assertNotEquals(process, rig.run(service, 5));
    }

    @Test
    void crashOfAUnitThatSystemdRestartsIsLeftToSystemd() {
        ServiceSpec service = rig.unit("always.service", "[Service]\n" + SLEEP + "Restart=always\nRestartSec=300ms\n");
        ProcessIdentity process = rig.run(service, 1);

        systemd.must("kill", "-KILL", Long.toString(process.pid()));

        var reviving = rig.news(Observation.Reviving.class);
        assertEquals(new ExitStatus.Signalled(9, false), reviving.status());
        assertEquals(Reason.of("driver.systemd.reviving.signal", "always.service", 9), reviving.reason());
        ProcessIdentity next = rig.runsAgain(Origin.BACKEND);
        assertNotEquals(process, next);
        assertEquals(new Observation.Running(next, Origin.BACKEND), rig.observe(service, Optional.of(1L), Optional.of(process)));
        assertEquals(new Observation.Running(next, Origin.HOLDFAST), rig.observe(service, Optional.of(2L), Optional.of(next)));
    }

    @Test
    void unitInStartLimitHitAnswersAgainWithinFiveSeconds() {
        ServiceSpec service = rig.unit("limit.service", """
                [Unit]
                StartLimitBurst=3
                StartLimitIntervalSec=60
                [Service]
                ExecStart=/bin/sh -c 'test -e /run/mended && exec sleep 600; exit 7'
                Restart=always
                RestartSec=50ms
                """);
        systemd.must("systemctl", "start", "limit.service");
        OwnSystemd.await("the limit", () -> systemd.run("systemctl", "is-failed", "limit.service").exit() == 0);
        assertEquals(new Observation.Gone(new ExitStatus.Code(7), 0), rig.observe(service, Optional.empty(), Optional.empty()));
        systemd.must("touch", "/run/mended");

        long begin = System.nanoTime();
        rig.run(service, 1);

        assertTrue(System.nanoTime() - begin < 5 * SECOND);
    }

    @Test
    void startLimitThatIsHitWhileWatchedIsToldOnceSystemdGivesUp() {
        ServiceSpec service = rig.unit("loop.service", """
                [Unit]
                StartLimitBurst=3
                StartLimitIntervalSec=60
                [Service]
                ExecStart=/bin/sleep 600
                Restart=always
                RestartSec=100ms
                """);
        ProcessIdentity process = rig.run(service, 1);
        for (int crash = 1; crash <= 2; crash++) {
            systemd.must("kill", "-KILL", Long.toString(process.pid()));
            rig.news(Observation.Reviving.class);
            process = rig.runsAgain(Origin.BACKEND);
        }

        systemd.must("kill", "-KILL", Long.toString(process.pid()));

        rig.news(Observation.Reviving.class);
        assertEquals(new Observation.Gone(new ExitStatus.Signalled(9, false), 0), rig.news(Observation.Gone.class));
        rig.run(service, 4);
    }

    @Test
    void stopByAPersonIsRespectedAndAStartByAPersonNoticed() {
        // A program that makes a failure of being stopped.
        ServiceSpec service = rig.unit(
                "hand.service", "[Service]\nExecStart=/bin/sh -c 'trap \"exit 143\" TERM; while :; do sleep 1; done'\nRestart=on-failure\n");
        rig.run(service, 1);

        systemd.must("systemctl", "stop", "hand.service");

        assertEquals(new Observation.Rested(Reason.of("driver.systemd.stopped", "hand.service")), rig.news(Observation.Rested.class));
        systemd.must("systemctl", "start", "hand.service");
        ProcessIdentity byHand = rig.runsAgain(Origin.HAND);
        systemd.must("systemctl", "restart", "hand.service");
        assertNotEquals(byHand, rig.runsAgain(Origin.HAND));
        assertTrue(rig.events().isEmpty(), rig.events().toString());
    }

    @Test
    void ourOwnStopIsNobodysWish() {
        ServiceSpec service = rig.unit("own.service", "[Service]\n" + SLEEP);
        rig.run(service, 1);

        assertEquals(new StopOutcome.Gone(new ExitStatus.Signalled(15, false)), rig.stop(service, 1, SECOND));

        assertInstanceOf(Observation.Gone.class, rig.observe(service, Optional.empty(), Optional.empty()));
        assertTrue(rig.events().isEmpty(), rig.events().toString());
    }

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
    void unitThatIsSlowToStopIsNotProvenInTimeAndProvenLater() {
        ServiceSpec service = rig.unit(
                "slow.service",
                "[Service]\nExecStart=/bin/sh -c 'trap \"\" TERM; while :; do sleep 1; done'\nTimeoutStopSec=9s\n");
        rig.run(service, 1);

        // The core waits 30 s longer than the grace, the driver answers 5 s before that: 2 s from now.
        var late = assertInstanceOf(StopOutcome.NotProven.class, rig.stop(service, 1, -23 * SECOND));
        assertEquals(Reason.of("driver.systemd.stops-slowly", "slow.service", 2, 9), late.reason());
        assertEquals(new StopOutcome.Gone(new ExitStatus.Signalled(9, false)), rig.stop(service, 1, SECOND));
    }

    @Test
    void processLeftInTheCgroupIsNoProofUnlessTheUnitWantsItSo() {
        String leaves = "ExecStart=/bin/sh -c 'setsid sleep 600 & exec sleep 600'\nKillMode=process\n";
        ServiceSpec service = rig.unit("leaves.service", "[Service]\n" + leaves);
        rig.run(service, 1);

        assertInstanceOf(StopOutcome.Gone.class, rig.stop(service, 1, SECOND));
    }

    @Test
    void templatesAliasesAndOddNamesAreFound() {
        rig.unit("web@.service", "[Service]\nExecStart=/bin/sleep %i\n");
        for (String unit : List.of("web@601.service", "a\\x20b-c.d:e_f.service", "0digit.service")) {
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
    void unitFileChangedOnDiskIsReadBeforeOurStart() throws IOException {
        ServiceSpec service = rig.unit("changed.service", "[Service]\nExecStart=/bin/sleep 601\n");
        systemd.must("systemctl", "start", "changed.service");
        rig.observe(service, Optional.empty(), Optional.empty());
        rig.stop(service, 77, SECOND);
        systemd.must("sh", "-c", "sed -i s/601/602/ /etc/systemd/system/changed.service; touch -d '+1 hour' /etc/systemd/system/changed.service");

        ProcessIdentity process = rig.run(service, 2);

        assertEquals("/bin/sleep602", systemd.must("sh", "-c", "tr -d '\\0' < /proc/" + process.pid() + "/cmdline"));
    }

    @Test
    void unitsStoppedAlongAreStartedAgain() {
        ServiceSpec service = rig.unit("below.service", "[Service]\n" + SLEEP);
        systemd.must("true");
        rig.unit("above.service", "[Unit]\nRequires=below.service\nAfter=below.service\n[Service]\n" + SLEEP);
        rig.run(service, 1);
        systemd.must("systemctl", "start", "above.service");

        rig.stop(service, 1, SECOND);
        assertEquals("inactive", systemd.run("systemctl", "is-active", "above.service").output().strip());
        rig.run(service, 2);

        OwnSystemd.await("the other unit", () -> systemd.run("systemctl", "is-active", "above.service").exit() == 0);
    }

    @Test
    void watchdogIsSaid() {
        ServiceSpec service = rig.unit("dog.service", "[Service]\nType=notify\nNotifyAccess=all\nWatchdogSec=300ms\nRestart=always\nRestartSec=100ms\n"
                + "ExecStart=/bin/sh -c 'systemd-notify --ready; exec sleep 600'\n");
        rig.run(service, 1);

        assertEquals(Reason.of("driver.systemd.reviving.watchdog", "dog.service"), rig.news(Observation.Reviving.class).reason());
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
