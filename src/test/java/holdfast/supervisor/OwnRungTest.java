package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.CommandLine;
import holdfast.model.Event.OperatorAsked;
import holdfast.model.Event.Order;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Event.Request;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.LadderSpec;
import holdfast.model.LadderSpec.Mode;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.Remedy;
import holdfast.model.Rung;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Status.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Stories of measures of the service's own.
final class OwnRungTest {
    private static final Rung.Own FLUSH = new Rung.Own("flush");
    private static final Rung.Own PAGE = new Rung.Own("page");
    private static final RemedyOutcome DONE = new RemedyOutcome.Applied(Reason.of("t.done"));

    /// Generous, so that only what is looked at stands in the way.
    private static final RecoverPolicy PATIENT =
            new RecoverPolicy(100, 600 * SECOND, SECOND, SECOND, 0, 0, 600 * SECOND, 600 * SECOND, 5 * SECOND, SECOND);

    private static CommandLine command(Rung.Own rung) {
        return new CommandLine(List.of("./" + rung.name(), "--all"), "/", Optional.empty(), Map.of(), SECOND);
    }

    private static ServiceSpec api(RecoverPolicy policy, Mode mode, Rung... rungs) {
        var own = new HashMap<Rung.Own, CommandLine>();
        for (Rung rung : rungs) {
            if (rung instanceof Rung.Own mine) {
                own.put(mine, command(mine));
            }
        }
        return service("api", policy)
                .withLadder(new LadderSpec(
                        mode, List.of(rungs), own, List.of(), Optional.empty(), List.of(), List.of(), false, false));
    }

    private static Rig up(ServiceSpec spec) {
        var rig = new Rig(spec);
        rig.up("api");
        return rig;
    }

    private static List<Rung> taken(Rig rig) {
        return rig.facts(Fact.RungTaken.class).stream().map(Fact.RungTaken::rung).toList();
    }

    private static Optional<Hold.Kind> hold(Rig rig) {
        return rig.status("api").incident().flatMap(incident -> incident.hold()).map(Hold::kind);
    }

    /// As often as it takes to be believed.
    private static void probes(Rig rig, Outcome outcome) {
        for (int time = 0; time < 3; time++) {
            rig.advance(2 * SECOND);
            rig.answerProbe("api", outcome);
        }
    }

    @Test
    void underAProcessThatIsUpItsCommandIsRunInPlaceAndTheChecksProveIt() {
        var rig = up(api(PATIENT, Mode.ACT, FLUSH, Rung.RESTART));
        rig.hang("api");
        assertEquals(new Remedy.RunCommand(command(FLUSH), Optional.of(FLUSH)), rig.last(Command.ApplyRemedy.class, "api").remedy());

        rig.mended("api", DONE);
        assertTrue(rig.facts(Fact.IncidentRestored.class).isEmpty(), "that it ended well proves nothing");
        probes(rig, Outcome.PASS);
        rig.advance(6 * SECOND);

        assertEquals(Health.HEALTHY, rig.status("api").health());
        assertEquals(1, rig.facts(Fact.IncidentClosed.class).size());
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void whatItDoesNotMendGoesUpTheLadder() {
        var rig = up(api(PATIENT, Mode.ACT, FLUSH, Rung.RESTART));
        rig.hang("api");
        rig.mended("api", DONE);
        probes(rig, Outcome.FAIL);
        rig.advance(3 * SECOND);

        assertEquals(List.of(FLUSH, Rung.RESTART), taken(rig));
        assertEquals(1, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void oneThatFailsOrNeverAnswersIsFollowedByTheNext() {
        var rig = up(api(PATIENT, Mode.ACT, FLUSH, PAGE, Rung.RESTART));
        rig.hang("api");
        rig.mended("api", new RemedyOutcome.Failed(Reason.of("t.failed")));
        rig.advance(2 * SECOND);
        assertEquals(List.of(FLUSH, PAGE), taken(rig));

        rig.advance(60 * SECOND); // no answer to the second
        assertEquals(List.of(FLUSH, PAGE, Rung.RESTART), taken(rig));
    }

    @Test
    void beforeAServiceThatIsDownItsCommandIsRunAndThenItIsStarted() {
        var rig = up(api(PATIENT, Mode.ACT, FLUSH, Rung.RESTART));
        rig.exited("api", 1);
        assertEquals(1, rig.count(Command.ApplyRemedy.class, "api"));
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));

        rig.mended("api", DONE);

        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
        assertEquals(1, rig.status("api").incident().orElseThrow().attempts(), "command and start are one attempt");
    }

    @Test
    void itIsCountedByTheGuardAsARestartIs() {
        var rig = up(api(
                new RecoverPolicy(1, 600 * SECOND, SECOND, SECOND, 0, 0, 600 * SECOND, 600 * SECOND, 5 * SECOND, SECOND),
                Mode.ACT, FLUSH, Rung.RESTART));
        rig.hang("api");
        rig.mended("api", DONE);
        probes(rig, Outcome.FAIL);
        rig.advance(3 * SECOND);

        assertEquals(List.of(FLUSH), taken(rig));
        assertEquals(State.PARKED, rig.status("api").state());
    }

    @Test
    void itCountsAgainstTheBudgetOfTheHost() {
        var rig = up(api(PATIENT, Mode.ACT, FLUSH, Rung.RESTART));
        rig.hang("api");

        assertEquals(1, rig.world().budget().takenNanos().size());
    }

    private static void hangsThreeTimesAndOnlyARestartHelps(Rig rig) {
        for (int incident = 1; incident <= 3; incident++) {
            rig.hang("api");
            rig.mended("api", DONE);
            probes(rig, Outcome.FAIL);
            rig.advance(3 * SECOND);
            rig.stopped("api");
            rig.started("api");
            rig.probed("api", Outcome.PASS);
            rig.advance(6 * SECOND);
        }
    }

    @Test
    void oneThatDidNotHoldInThreeOfItsLastFourUsesIsSkippedAlsoAfterARestartAndInAnotherOrder() {
        var rig = up(api(PATIENT, Mode.ACT, FLUSH, Rung.RESTART));
        hangsThreeTimesAndOnlyARestartHelps(rig);
        assertEquals(List.of(FLUSH, Rung.RESTART, FLUSH, Rung.RESTART, FLUSH, Rung.RESTART), taken(rig));

        rig.configured(api(PATIENT, Mode.ACT, PAGE, FLUSH, Rung.RESTART));
        rig.restartDaemon();
        rig.observedGone("api");
        rig.mended("api", DONE);
        rig.started("api");
        rig.exited("api", 5);
        rig.advance(2 * SECOND);

        assertEquals(List.of(PAGE, Rung.RESTART), taken(rig).subList(6, 8));
    }

    @Test
    void anOperatorsStartForgetsWhatDidNotHold() {
        var rig = up(api(PATIENT, Mode.ACT, FLUSH, Rung.RESTART));
        hangsThreeTimesAndOnlyARestartHelps(rig);
        rig.asked("api", Order.START);

        rig.hang("api");

        assertEquals(FLUSH, taken(rig).getLast());
    }

    @Test
    void whereOnlyAPersonCanHelpItIsNotTaken() {
        var plain = api(PATIENT, Mode.ACT, FLUSH, Rung.RESTART);
        var rig = up(new ServiceSpec(
                        plain.id(), plain.driver(), Optional.of(80), plain.needs(), plain.checks(), plain.startWithinNanos(),
                        plain.stopWithinNanos(), plain.recover(), plain.notifyAfterNanos(), plain.enabled())
                .withLadder(plain.ladder()));
        rig.examineByHand();
        rig.hang("api");

        rig.examined("api", new Finding.PortHeld(80, Finding.Holder.STRANGER, 7, "bob", "nc -l 80"), new Finding.Disk("/", 0, 0, 50));

        assertEquals(List.of(), taken(rig));
        assertEquals(State.PARKED, rig.status("api").state());
        rig.advance(601 * SECOND);
        rig.examined("api", new Finding.PortHeld(80, Finding.Holder.STRANGER, 7, "bob", "nc -l 80"), new Finding.Disk("/", 0, 0, 50));
        assertEquals(List.of(Rung.RESTART), taken(rig), "the slow retry asks whether somebody has mended it");
    }

    @Test
    void inModeProposeItIsNamedAndTakenOnceApproved() {
        var rig = up(api(PATIENT, Mode.PROPOSE, FLUSH, Rung.RESTART));
        rig.hang("api");
        var proposed = rig.facts(Fact.Proposed.class).getFirst();
        assertEquals(FLUSH, proposed.rung());
        assertEquals(List.of("flush", "./flush --all"), proposed.what().orElseThrow().values());
        assertEquals(0, rig.count(Command.ApplyRemedy.class, "api"));

        rig.asked("api", new Request.Approve(rig.status("api").incident().orElseThrow().id()));

        assertEquals(1, rig.count(Command.ApplyRemedy.class, "api"));
        assertEquals(Optional.of(FLUSH), rig.status("api").incident().orElseThrow().lastRung());
    }

    @Test
    void aPinAndModeObserveHoldItAsAnyMeasure() {
        var observed = up(api(PATIENT, Mode.OBSERVE, FLUSH, Rung.RESTART));
        observed.hang("api");
        assertEquals(Optional.of(Hold.Kind.OBSERVING), hold(observed));

        var pinned = up(api(PATIENT, Mode.ACT, FLUSH, Rung.RESTART));
        pinned.asked("api", new Request.Pin("debugging", Long.MAX_VALUE));
        pinned.hang("api");
        assertEquals(Optional.of(Hold.Kind.PINNED), hold(pinned));

        assertEquals(0, observed.count(Command.ApplyRemedy.class, "api") + pinned.count(Command.ApplyRemedy.class, "api"));
    }

    @Test
    void anOperatorsStopWinsOverOneThatIsUnderWay() {
        var rig = up(api(PATIENT, Mode.ACT, FLUSH, Rung.RESTART));
        rig.exited("api", 1);

        rig.asked("api", Order.STOP);
        rig.mended("api", DONE);

        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.STOPPED, rig.status("api").state());
    }

    /// Seed 15301 of the simulator.
    @Test
    void aRestartThatSomebodyAsksForIsMadeWithoutAMeasureBesideIt() {
        var rig = up(api(
                new RecoverPolicy(100, 600 * SECOND, 60 * SECOND, 60 * SECOND, 0, 0, 600 * SECOND, 600 * SECOND, 5 * SECOND, SECOND),
                Mode.ACT, FLUSH, Rung.RESTART));
        rig.hang("api");
        rig.mended("api", DONE);
        probes(rig, Outcome.FAIL);
        assertEquals(List.of(FLUSH), taken(rig), "the next one waits for its backoff");

        rig.asked("api", Order.RESTART);

        assertEquals(List.of(FLUSH), taken(rig));
        assertEquals(1, rig.count(Command.ApplyRemedy.class, "api"));
        assertEquals(Fact.Purpose.OPERATOR, rig.facts(Fact.StopIntended.class).getLast().purpose());
    }

    @Test
    void itIsForeseenByItsName() {
        var rig = up(api(PATIENT, Mode.ACT, FLUSH, Rung.RESTART));
        rig.asked("api", new Request.Pin("until it is looked at", Long.MAX_VALUE));
        rig.hang("api");

        Foresight.Plan plan = Foresight.of(
                rig.world(),
                List.of(List.of(new OperatorAsked(new ServiceId("api"), new Request.Unpin(), "test"))),
                List.of(),
                Foresight.Seen.NOTHING,
                rig.now());

        Foresight.Step first = plan.steps().stream().filter(step -> step.command() instanceof Command.ApplyRemedy).findFirst().orElseThrow();
        assertEquals(Optional.of(Reason.of("supervisor.repair.own", "flush", "./flush --all")), first.what());
        assertTrue(plan.steps().stream().noneMatch(step -> step.command() instanceof Command.StopProcess));
    }
}
