package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.Order;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Event.Request;
import holdfast.model.Event.StartFailure;
import holdfast.model.Fact;
import holdfast.model.Fact.AlertKind;
import holdfast.model.Hold;
import holdfast.model.LadderSpec;
import holdfast.model.LadderSpec.Mode;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.Rung;
import holdfast.model.ServiceSpec;
import holdfast.model.Status.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Stories of what operators say about a recovery: pins, modes, approvals, silence, stops.
final class OperatorWordsTest {
    private static final RecoverPolicy POLICY = RecoverPolicy.DEFAULT;
    private static final Reason DONE = Reason.of("t.done");

    private static ServiceSpec api(LadderSpec ladder) {
        return service("api", POLICY).withLadder(ladder);
    }

    private static LadderSpec ladder(Mode mode, Rung... rungs) {
        return new LadderSpec(mode, List.of(rungs), List.of(), Optional.empty(), List.of(), List.of(), false, false);
    }

    private static Rig up(ServiceSpec spec) {
        var rig = new Rig(spec);
        rig.up("api");
        return rig;
    }

    private static Optional<Hold.Kind> hold(Rig rig, String name) {
        return rig.status(name).incident().flatMap(incident -> incident.hold()).map(Hold::kind);
    }

    @Test
    void aPinHoldsEveryMeasureUntilItIsTakenBack() {
        var rig = up(service("api", POLICY));
        rig.asked("api", new Request.Pin("debugging", Long.MAX_VALUE));

        rig.exited("api", 1);
        rig.advance(3600 * SECOND);
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(Optional.of(Hold.Kind.PINNED), hold(rig, "api"));

        rig.asked("api", new Request.Unpin());
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void aPinThatExpiresLetsGoByItselfAlsoAfterARestartOfHoldfast() {
        var rig = up(service("api", POLICY));
        rig.asked("api", new Request.Pin("debugging", 100 * SECOND));
        rig.exited("api", 1);
        rig.advance(50 * SECOND);
        rig.restartDaemon();
        rig.observedGone("api");

        rig.advance(50 * SECOND - 1);
        assertEquals(0, rig.count(Command.StartProcess.class, "api"));
        rig.advance(1);
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void modeObserveTellsAndNeverActs() {
        var rig = up(api(ladder(Mode.OBSERVE, Rung.RESTART)));

        rig.exited("api", 1);
        rig.advance(3600 * SECOND);

        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(List.of(AlertKind.DOWN), rig.facts(Fact.AlertDecided.class).stream().map(Fact.AlertDecided::kind).toList());
    }

    @Test
    void modeProposeActsOnceForEachApproval() {
        var rig = up(api(ladder(Mode.PROPOSE, Rung.RESTART)));
        rig.exited("api", 1);
        rig.advance(100 * SECOND);
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(Rung.RESTART, rig.facts(Fact.Proposed.class).getFirst().rung());

        rig.asked("api", new Request.Approve(rig.status("api").incident().orElseThrow().id()));
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));

        rig.started("api");
        rig.exited("api", 2);
        rig.advance(100 * SECOND);
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
        assertEquals(2, rig.facts(Fact.Proposed.class).size());
    }

    @Test
    void anApprovalOfOneMeasureIsNoneOfTheOneThatIsCalledForMeanwhile() {
        var command = new CommandLine(List.of("/bin/mend"), "/", Optional.empty(), Map.of(), SECOND);
        var mends = new LadderSpec(
                Mode.PROPOSE, List.of(Rung.REPAIR, Rung.RESTART), List.of(), Optional.of(command), List.of(), List.of(), false, false);
        var rig = up(api(mends));
        rig.hang("api");
        assertEquals(Rung.REPAIR, rig.facts(Fact.Proposed.class).getLast().rung());
        rig.event(new Event.ObserverJudged(false, Reason.of("test.late")));
        rig.asked("api", new Request.Approve(rig.status("api").incident().orElseThrow().id()));

        rig.exited("api", 1);
        rig.event(new Event.ObserverJudged(true, Reason.of("test.fit")));
        rig.advance(100 * SECOND);

        assertEquals(List.of(), rig.facts(Fact.RungTaken.class));
        assertEquals(Rung.RESTART, rig.facts(Fact.Proposed.class).getLast().rung());
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void anApprovalOfAnotherIncidentMeansNothing() {
        var rig = up(api(ladder(Mode.PROPOSE, Rung.RESTART)));
        rig.exited("api", 1);

        rig.asked("api", new Request.Approve(4711));

        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void silenceHoldsBackTheAlertAndNotTheRepair() {
        var rig = up(service("api", POLICY));
        rig.asked("api", new Request.Silence("maintenance", 1000 * SECOND));
        for (long incarnation = 1; incarnation <= 4; incarnation++) {
            rig.exited("api", incarnation);
            rig.advance(5 * SECOND);
            if (incarnation < 4) {
                rig.started("api");
            }
        }
        assertEquals(State.PARKED, rig.status("api").state());
        assertTrue(rig.facts(Fact.AlertDecided.class).isEmpty());

        rig.advance(1000 * SECOND);
        assertEquals(AlertKind.GAVE_UP, rig.facts(Fact.AlertDecided.class).getFirst().kind());
    }

    @Test
    void anOperatorsStartWaitsForTheEndOfTheRepairInWhoseMidstItDied() {
        var command = new CommandLine(List.of("mend"), "/", Optional.empty(), Map.of(), SECOND);
        var rig = up(api(new LadderSpec(
                Mode.ACT, List.of(Rung.REPAIR, Rung.RESTART), List.of(), Optional.of(command), List.of(), List.of(), false, false)));
        rig.hang("api");
        rig.exited("api", 1);

        rig.asked("api", Order.START);
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));

        rig.mended("api", new RemedyOutcome.Applied(DONE));
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void anOperatorsStopWinsOverARepairThatIsUnderWay() {
        var command = new CommandLine(List.of("mend"), "/", Optional.empty(), Map.of(), SECOND);
        var rig = up(api(new LadderSpec(
                Mode.ACT, List.of(Rung.CLEAN_RESTART), List.of(".cache"), Optional.of(command), List.of(), List.of(), false, false)));
        rig.hang("api");
        rig.stopped("api");

        rig.asked("api", Order.STOP);
        rig.mended("api", new RemedyOutcome.Applied(DONE));

        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.STOPPED, rig.status("api").state());
    }

    @Test
    void anEditIsNotPutIntoEffectWhilePinned() {
        var rig = up(service("api", POLICY));
        rig.asked("api", new Request.Pin("debugging", Long.MAX_VALUE));
        var plain = service("api", POLICY);
        var other = new DriverSpec.Run(List.of("other"), "/", Optional.empty(), Map.of(), 15, "/dev/null", Optional.empty());

        rig.configured(plain.withDriver(other));
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));

        rig.asked("api", new Request.Unpin());
        assertEquals(1, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void anOperatorsStartIsDoneWhateverRecoveryThinksOfIt() {
        var observed = up(api(ladder(Mode.OBSERVE, Rung.RESTART)));
        observed.exited("api", 1);
        observed.asked("api", Order.START);
        assertEquals(2, observed.count(Command.StartProcess.class, "api"));

        var useless = new Rig(service("api", POLICY));
        useless.observedGone("api");
        useless.startFailed("api", StartFailure.NOT_FOUND);
        assertEquals(State.PARKED, useless.status("api").state());
        useless.asked("api", Order.START);
        assertEquals(2, useless.count(Command.StartProcess.class, "api"));
    }
}
