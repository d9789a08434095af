package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Order;
import holdfast.model.Fact;
import holdfast.model.Fact.AlertKind;
import holdfast.model.Fact.Cause;
import holdfast.model.Fact.Closing;
import holdfast.model.Fact.Purpose;
import holdfast.model.Health;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.Status.State;
import java.util.List;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
    void anOperatorsStopIsNeverHealedBackNotEvenByANewHoldfast() {
        var rig = up(POLICY);

        rig.asked("api", Order.STOP);
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

        rig.asked("api", Order.STOP);
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

        rig.asked("api", Order.STOP);
        rig.asked("db", Order.STOP);
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
        assertEquals("db", rig.facts(Fact.RecoveryHeld.class).getFirst().hold().culprit().orElseThrow().name());

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
                new Event.Observation.Running(observe.process().orElseThrow(), Event.Origin.HOLDFAST)));
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
    void anExitDuringARestartThatWasAskedForIsNoCrash() {
        var rig = up(POLICY);

        rig.asked("api", Order.RESTART);
        rig.exited("api", 1);
        rig.stopped("api");

        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
        assertTrue(rig.facts(Fact.IncidentOpened.class).isEmpty());
    }

    @Test
    void nothingIsStartedWhileAStopCannotBeProvenAndAPersonIsTold() {
        var rig = up(POLICY);
        rig.asked("api", Order.RESTART);
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
    void theAnswerToAnEarlierStartIsNotTakenForThisOne() {
        var rig = new Rig(service("api", RecoverPolicy.DEFAULT));
        rig.observedGone("api");
        var lost = rig.last(Command.StartProcess.class, "api").incarnation();
        rig.advance(70 * SECOND);
        rig.observedGone("api");
        rig.advance(SECOND);
        var next = rig.last(Command.StartProcess.class, "api").incarnation();
        assertNotEquals(lost, next);

        rig.event(new Event.StartAnswered(
                new ServiceId("api"), lost, new Event.StartOutcome.Started(new ProcessIdentity(7, 1, "boot"))));
        assertEquals(List.of(), rig.facts(Fact.Started.class));

        rig.started("api");
        assertEquals(List.of(next), rig.facts(Fact.Started.class).stream().map(Fact.Started::incarnation).toList());
    }
}
