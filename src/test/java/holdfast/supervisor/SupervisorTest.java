package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Request;
import holdfast.model.Fact;
import holdfast.model.Fact.AlertKind;
import holdfast.model.Fact.Cause;
import holdfast.model.Fact.Closing;
import holdfast.model.Fact.Purpose;
import holdfast.model.Health;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.Status.State;
import java.util.List;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The stories a reader should know first. The simulator covers what nobody thought of.
final class SupervisorTest {
    private static final RecoverPolicy POLICY = RecoverPolicy.DEFAULT;

    private static Rig up(RecoverPolicy policy) {
        var rig = new Rig(service("api", policy));
        rig.up("api");
        return rig;
    }

    @Test
    void nothingIsStartedBeforeTheSystemWasAskedWhatIsThere() {
        var rig = new Rig(service("api", POLICY));

        assertEquals(0, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.LOOKING, rig.status("api").state());
        rig.observedGone("api");
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void aCrashIsRestartedInTheSameTurnAndTheIncidentClosesWhenHealthHasHeld() {
        // Shorter than the check's interval: proof is a matter of time, not of the next probe.
        RecoverPolicy policy = new RecoverPolicy(
                3, 600 * SECOND, SECOND, 60 * SECOND, 20, 0, 600 * SECOND, 3600 * SECOND, 3 * SECOND, 600 * SECOND);
        var rig = up(policy);

        rig.exited("api", 1);
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
        assertEquals(Cause.CRASHED, rig.facts(Fact.IncidentOpened.class).getFirst().cause());

        rig.started("api");
        rig.probed("api", Outcome.PASS);
        assertEquals(1, rig.facts(Fact.IncidentRestored.class).size());
        rig.advance(policy.stableNanos() - 1);
        assertEquals(0, rig.facts(Fact.IncidentClosed.class).size());
        rig.advance(1);
        assertEquals(Closing.HEALED, rig.facts(Fact.IncidentClosed.class).getFirst().closing());
        assertEquals(List.of(AlertKind.SELF_HEALED), rig.facts(Fact.AlertDecided.class).stream().map(Fact.AlertDecided::kind).toList());
    }

    @Test
    void aHangIsStoppedAndStartedAnewAfterThreeFailures() {
        var rig = up(POLICY);

        rig.hang("api");
        assertEquals(1, rig.count(Command.StopProcess.class, "api"));
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        rig.stopped("api");

        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
        assertEquals(Cause.NOT_ANSWERING, rig.facts(Fact.IncidentOpened.class).getFirst().cause());
    }

    @Test
    void parksAfterThreeFailedAttemptsInTheWindowAndTellsOnce() {
        var rig = up(POLICY);
        for (long incarnation = 1; incarnation <= 4; incarnation++) {
            rig.exited("api", incarnation);
            rig.advance(5 * SECOND);
            if (incarnation < 4) {
                rig.started("api");
            }
        }

        assertEquals(4, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.PARKED, rig.status("api").state());
        assertEquals(List.of(AlertKind.GAVE_UP), rig.facts(Fact.AlertDecided.class).stream().map(Fact.AlertDecided::kind).toList());
    }

    @Test
    void aParkedServiceIsTriedOncePerCooldownWhichDoubles() {
        var rig = new Rig(service("api", new RecoverPolicy(
                0, 600 * SECOND, SECOND, SECOND, 0, 0, 100 * SECOND, 1000 * SECOND, SECOND, 600 * SECOND)));
        rig.up("api");
        rig.exited("api", 1);

        rig.advance(100 * SECOND - 1);
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        rig.advance(1);
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
        rig.startFailed("api");
        rig.advance(200 * SECOND - 1);
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
        rig.advance(1);
        assertEquals(3, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void anOperatorsStartClearsTheHistoryAndTriesAtOnce() {
        var rig = up(POLICY);
        for (long incarnation = 1; incarnation <= 4; incarnation++) {
            rig.exited("api", incarnation);
            rig.advance(5 * SECOND);
            if (incarnation < 4) {
                rig.started("api");
            }
        }

        rig.asked("api", Request.START);

        assertEquals(5, rig.count(Command.StartProcess.class, "api"));
        assertEquals(1, rig.facts(Fact.StartIntended.class).getLast().tries());
    }

    @Test
    void anOperatorsStopIsNeverHealedBackNotEvenByANewHoldfast() {
        var rig = up(POLICY);

        rig.asked("api", Request.STOP);
        rig.stopped("api");
        rig.advance(3600 * SECOND);
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));

        rig.restartDaemon();
        rig.observedGone("api");
        rig.advance(3600 * SECOND);
        assertEquals(0, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.STOPPED, rig.status("api").state());
    }

    @Test
    void aStopDuringTheBackoffWins() {
        var rig = up(POLICY);
        rig.exited("api", 1);
        rig.startFailed("api");
        assertEquals(State.BACKING_OFF, rig.status("api").state());

        rig.asked("api", Request.STOP);
        rig.advance(3600 * SECOND);

        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void startsForwardsAlongTheNeedsAndStopsBackwards() {
        var rig = new Rig(service("db", POLICY), service("api", POLICY, "db"));
        rig.observedGone("api");
        assertEquals(0, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.WAITING, rig.status("api").state());
        rig.up("db");
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        rig.started("api");
        rig.probed("api", Outcome.PASS);

        rig.asked("api", Request.STOP);
        rig.asked("db", Request.STOP);
        assertEquals(0, rig.count(Command.StopProcess.class, "db"));
        rig.stopped("api");
        assertEquals(1, rig.count(Command.StopProcess.class, "db"));
    }

    @Test
    void aServiceIsNotRestartedForTheFaultOfWhatItNeeds() {
        var rig = new Rig(service("db", POLICY), service("api", POLICY, "db"));
        rig.observedGone("api");
        rig.up("db");
        rig.started("api");
        rig.probed("api", Outcome.PASS);

        rig.exited("db", 1);
        rig.hang("api");
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));
        assertEquals("db", rig.facts(Fact.RecoveryHeld.class).getFirst().culprit().name());

        rig.started("db");
        rig.probed("db", Outcome.PASS);
        rig.advanceToProbe("api");
        rig.probed("api", Outcome.PASS);
        assertEquals(Health.HEALTHY, rig.status("api").health());
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void aSlowStarterIsLeftAloneUntilItsGraceIsOver() {
        var rig = new Rig(service("api", POLICY));
        rig.observedGone("api");
        rig.started("api");
        long until = rig.now() + 30 * SECOND;
        while (rig.now() < until - 3 * SECOND) {
            rig.probed("api", Outcome.FAIL);
            rig.advanceToProbe("api");
        }
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));

        rig.advance(until - rig.now());
        assertEquals(1, rig.count(Command.StopProcess.class, "api"));
        assertEquals(Cause.START_TIMED_OUT, rig.facts(Fact.IncidentOpened.class).getFirst().cause());
    }

    @Test
    void aNewHoldfastAdoptsWhatRunsAndRestartsNothing() {
        var rig = up(POLICY);

        rig.restartDaemon();
        var observe = rig.last(Command.ObserveProcess.class, "api");
        rig.event(new Event.ProcessObserved(
                observe.service(),
                observe.inquiry(),
                new Event.Observation.Running(observe.process().orElseThrow(), false)));
        rig.advanceToProbe("api");
        rig.probed("api", Outcome.PASS);

        assertEquals(0, rig.count(Command.StartProcess.class, "api"));
        assertEquals(1, rig.status("api").incarnation().orElseThrow().number());
        assertEquals(Health.HEALTHY, rig.status("api").health());
    }

    @Test
    void aRestartOfTheMachineIsNoIncident() {
        var rig = up(POLICY);

        rig.restartDaemon();
        var observe = rig.last(Command.ObserveProcess.class, "api");
        rig.event(new Event.ProcessObserved(
                observe.service(), observe.inquiry(), new Event.Observation.OtherBoot()));

        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertTrue(rig.facts(Fact.IncidentOpened.class).isEmpty());
        assertEquals(Purpose.WISH, rig.facts(Fact.StartIntended.class).getLast().purpose());
    }

    @Test
    void tellsDownOnlyAfterTheServiceHasBeenDownForItsTimeAndPairsItWithRecovered() {
        var rig = up(POLICY);
        rig.exited("api", 1);
        rig.started("api");
        rig.advance(30 * SECOND - 1);
        assertTrue(rig.facts(Fact.AlertDecided.class).isEmpty());
        rig.advance(1);
        assertEquals(AlertKind.DOWN, rig.facts(Fact.AlertDecided.class).getFirst().kind());
    }

    @Test
    void blindnessOfTheMonitorNeverRestartsAnything() {
        var rig = up(POLICY);
        for (int probe = 0; probe < 50; probe++) {
            rig.advanceToProbe("api");
            rig.probed("api", Outcome.ERROR);
        }

        assertEquals(Health.HEALTHY, rig.status("api").health());
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));
        assertEquals(1, rig.facts(Fact.CheckBlinded.class).size());
    }

    @Test
    void aCrashLoopOfAnHourStaysWithinItsBudgetAndTellsAtMostThrice() {
        var rig = up(POLICY);
        long until = rig.now() + 3600 * SECOND;
        long incarnation = 1;
        while (rig.now() < until) {
            rig.advance(2 * SECOND);
            if (rig.facts(Fact.StartIntended.class).getLast().incarnation().number() > incarnation) {
                rig.started("api");
                incarnation++;
            }
            rig.exited("api", incarnation);
        }

        assertTrue(rig.count(Command.StartProcess.class, "api") <= 1 + 3 + 3, "starts: " + incarnation);
        assertTrue(rig.facts(Fact.AlertDecided.class).size() <= 3);
    }

    @Test
    void healthyForHoursAndThenCrashingAtOnceStillTripsTheGuard() {
        var rig = up(POLICY);
        keepHealthy(rig, 2 * 3600 * SECOND);

        for (long incarnation = 1; incarnation <= 4; incarnation++) {
            rig.exited("api", incarnation);
            rig.advance(5 * SECOND);
            if (incarnation < 4) {
                rig.started("api");
            }
        }

        assertEquals(State.PARKED, rig.status("api").state());
    }

    @Test
    void aCrashADayNeverParksAndIsAlwaysRestartedAtOnce() {
        var rig = up(POLICY);
        for (long day = 1; day <= 10; day++) {
            keepHealthy(rig, 3600 * SECOND); // an hour proves as much as a day, and the alarms of an hour are fewer
            int starts = rig.count(Command.StartProcess.class, "api");

            rig.exited("api", day);

            assertEquals(starts + 1, rig.count(Command.StartProcess.class, "api"), "on day " + day);
            rig.started("api");
            rig.probed("api", Outcome.PASS);
        }
        assertTrue(rig.facts(Fact.Parked.class).isEmpty());
    }

    private static void keepHealthy(Rig rig, long nanos) {
        long until = rig.now() + nanos;
        while (rig.now() < until) {
            rig.advanceToProbe("api");
            rig.probed("api", Outcome.PASS);
        }
    }

    @Test
    void anExitDuringARestartThatWasAskedForIsNoCrash() {
        var rig = up(POLICY);

        rig.asked("api", Request.RESTART);
        rig.exited("api", 1);
        rig.stopped("api");

        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
        assertTrue(rig.facts(Fact.IncidentOpened.class).isEmpty());
    }

    @Test
    void nothingIsStartedWhileAStopCannotBeProvenAndAPersonIsTold() {
        var rig = up(POLICY);
        rig.asked("api", Request.RESTART);
        var stop = rig.last(Command.StopProcess.class, "api");

        rig.event(new Event.StopAnswered(
                stop.service(), stop.command(), new Event.StopOutcome.NotProven(Reason.of("t.in-d-state"))));

        assertEquals(State.STUCK, rig.status("api").state());
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(AlertKind.DOWN, rig.facts(Fact.AlertDecided.class).getFirst().kind());
        rig.advance(30 * SECOND);
        assertEquals(2, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void aServiceThatCannotStartIsTriedWithinItsBudgetAndThenParked() {
        var rig = new Rig(service("api", POLICY));
        rig.observedGone("api");
        for (int step = 0; step < 10; step++) {
            if (rig.status("api").state() == State.STARTING) {
                rig.startFailed("api");
            }
            rig.advance(5 * SECOND);
        }

        assertEquals(4, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.PARKED, rig.status("api").state());
        assertEquals(Cause.START_FAILED, rig.facts(Fact.IncidentOpened.class).getFirst().cause());
    }
}
