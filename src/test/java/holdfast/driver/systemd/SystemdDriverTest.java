package holdfast.driver.systemd;

import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Starts, stops, crashes: who brings a unit back, and what the driver tells of it.
final class SystemdDriverTest extends OnOwnSystemd {
    SystemdDriverTest() throws IOException, InterruptedException {}

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
                StartLimitBurst=2
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
                "hand.service", "[Service]\nType=exec\nExecStart=/bin/sh -c 'trap \"exit 143\" TERM; while :; do sleep 1; done'\nRestart=on-failure\n");
        rig.run(service, 1);

        systemd.must("systemctl", "stop", "hand.service");

        rig.news(Observation.Rested.class);
        systemd.must("systemctl", "start", "hand.service");
        ProcessIdentity byHand = rig.runsAgain(Origin.HAND);
        systemd.must("systemctl", "restart", "hand.service");
        rig.news(Observation.Rested.class);
        assertNotEquals(byHand, rig.runsAgain(Origin.HAND));
        assertTrue(rig.events().isEmpty(), rig.events().toString());
    }

    @Test
    void aPersonWhoRestartsInTheMiddleOfOurStopKeepsTheirProcess() {
        ServiceSpec service = rig.unit(
                "middle.service",
                "[Service]\nType=exec\nExecStart=/bin/sh -c 'trap \"touch /run/asked; sleep 2; exit 0\" TERM; while :; do sleep 0.1; done'\n");
        ProcessIdentity process = rig.run(service, 1);

        rig.beginStop(service, 1, 20 * SECOND);
        OwnSystemd.await("it is asked to end", () -> systemd.run("test", "-e", "/run/asked").exit() == 0);
        systemd.must("systemctl", "restart", "middle.service");

        assertEquals(new StopOutcome.Gone(new ExitStatus.Unknown()), rig.next(Event.StopAnswered.class).outcome());
        ProcessIdentity theirs = rig.runsAgain(Origin.HAND);
        assertNotEquals(process, theirs);
        assertEquals(Long.toString(theirs.pid()), systemd.must("systemctl", "show", "-p", "MainPID", "--value", "middle.service"));
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
    void unitThatIsSlowToStopIsNotProvenInTimeAndProvenLater() {
        ServiceSpec service = rig.unit(
                "slow.service",
                "[Service]\nType=exec\nExecStart=/bin/sh -c 'trap \"\" TERM; while :; do sleep 1; done'\nTimeoutStopSec=9s\n");
        rig.run(service, 1);

        // The core waits 30 s longer than the grace, the driver answers 5 s before that: 2 s from now.
        var late = assertInstanceOf(StopOutcome.NotProven.class, rig.stop(service, 1, -23 * SECOND));
        assertEquals(Reason.of("driver.systemd.stops-slowly", "slow.service", 2, 9), late.reason());
        assertEquals(new StopOutcome.Gone(new ExitStatus.Signalled(9, false)), rig.stop(service, 1, SECOND));
    }

    /// The time that systemd gives unless told otherwise, in full.
    @Test
    @Timeout(300)
    void unitThatTakesNinetySecondsToStopIsSaidToStopSlowlyAndIsProvenGoneInTheEnd() {
        ServiceSpec service = rig.unit(
                "ninety.service", "[Service]\nType=exec\nExecStart=/bin/sh -c 'trap \"\" TERM; while :; do sleep 1; done'\n");
        rig.run(service, 1);
        long begin = System.nanoTime();

        // A grace of 10 s: answered after 35.
        assertEquals(
                new StopOutcome.NotProven(Reason.of("driver.systemd.stops-slowly", "ninety.service", 35, 90)),
                rig.stop(service, 1, 10 * SECOND));
        assertEquals("deactivating", systemd.run("systemctl", "is-active", "ninety.service").output().strip());
        StopOutcome proven = rig.stopped(service, 1, 60 * SECOND, 200 * SECOND);

        assertEquals(new StopOutcome.Gone(new ExitStatus.Signalled(9, false)), proven);
        assertTrue(System.nanoTime() - begin > 85 * SECOND, "systemd's own time was not cut short");
        assertTrue(rig.events().isEmpty(), rig.events().toString());
    }

    @Test
    void ourOwnStartsDoNotUseUpTheStartLimit() {
        ServiceSpec service = rig.unit(
                "often.service", "[Unit]\nStartLimitBurst=2\nStartLimitIntervalSec=600\n[Service]\n" + SLEEP);

        for (int start = 1; start <= 6; start++) {
            rig.run(service, start);
            assertInstanceOf(StopOutcome.Gone.class, rig.stop(service, start, SECOND));
        }
    }

    @Test
    void processLeftInTheCgroupIsNoProofUnlessTheUnitWantsItSo() {
        String leaves = "ExecStart=/bin/sh -c 'setsid sleep 600 & exec sleep 600'\nKillMode=process\n";
        ServiceSpec service = rig.unit("leaves.service", "[Service]\n" + leaves);
        rig.run(service, 1);

        assertInstanceOf(StopOutcome.Gone.class, rig.stop(service, 1, SECOND));
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
        ServiceSpec service = rig.unit("dog.service", """
                [Service]
                Type=notify
                NotifyAccess=all
                WatchdogSec=300ms
                Restart=always
                RestartSec=100ms
                ExecStart=/bin/sh -c 'systemd-notify --ready; exec sleep 600'
                """);
        rig.run(service, 1);

        assertEquals(Reason.of("driver.systemd.reviving.watchdog", "dog.service"), rig.news(Observation.Reviving.class).reason());
    }

    /// From the time that systemd writes down to the event: a median, so that a busy machine does not decide.
    @Test
    void eventsArriveWithinFiftyMillisecondsOfTheirHappening() {
        ServiceSpec service = rig.unit("latency.service", "[Unit]\nStartLimitIntervalSec=0\n[Service]\n" + SLEEP + "Restart=always\nRestartSec=20ms\n");
        ProcessIdentity process = rig.run(service, 1);
        var delays = new ArrayList<Long>();
        for (int crash = 0; crash < 20; crash++) {
            systemd.must("kill", "-KILL", Long.toString(process.pid()));
            rig.news(Observation.Reviving.class);
            process = rig.runsAgain(Origin.BACKEND);
            long arrived = rig.arrivedNanos();
            // CLOCK_MONOTONIC as well, in microseconds.
            String active = systemd.must("systemctl", "show", "-p", "ActiveEnterTimestampMonotonic", "--value", "latency.service");
            delays.add(arrived - Long.parseLong(active) * 1_000);
        }
        delays.sort(Long::compare);
        long median = delays.get(delays.size() / 2);
        System.out.printf("measured: from systemd's own time to the event: median %.1f ms, worst %.1f ms%n", median / 1e6, delays.getLast() / 1e6);
        assertTrue(median > 0 && median < 50_000_000L, delays.toString());
    }
}
