package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fact.Purpose;
import holdfast.model.LadderSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What the core would do is what it does: every plan is compared with the commands of the real turns that follow it.
class ForesightTest {
    @Test
    void aRestartIsForeseenStepByStepAndThenCarriedOutSo() {
        var rig = new Rig(service("api"));
        rig.up("api");
        World before = rig.world();

        List<String> plan = foreseen(rig, "api", Event.Order.RESTART);

        assertEquals(List.of("StopProcess api", "StartProcess api", "RunProbe api"), plan);
        assertSame(before, rig.world(), "foresight leaves the world as it is");
        int sent = rig.sent().size();
        rig.asked("api", Event.Order.RESTART);
        rig.stopped("api");
        rig.started("api");
        assertEquals(plan, names(rig.sent().subList(sent, rig.sent().size())));
    }

    @Test
    void aStartBringsUpWhatItNeedsFirst() {
        var rig = new Rig(service("db"), service("api", "db"));
        rig.observedGone("db");
        rig.observedGone("api");
        rig.started("db");
        rig.probed("db", Outcome.PASS);
        rig.started("api");
        rig.probed("api", Outcome.PASS);
        rig.asked("api", Event.Order.STOP);
        rig.stopped("api");
        rig.asked("db", Event.Order.STOP);
        rig.stopped("db");

        Foresight.Plan plan = plan(rig, List.of(asked("db", Event.Order.START), asked("api", Event.Order.START)), "db", "api");

        assertEquals(
                List.of("StartProcess db", "RunProbe db", "StartProcess api", "RunProbe api"), names(plan));
        assertEquals(Optional.of(Purpose.OPERATOR), plan.steps().getFirst().purpose());
        assertEquals(List.of(), plan.left());
    }

    @Test
    void whatIsWellIsLeftAlone() {
        var rig = new Rig(service("api"));
        rig.up("api");

        assertEquals(List.of(), foreseen(rig, "api", Event.Order.START));
    }

    @Test
    void whatFailsAsSeenIsRepairedAsTheCoreWould() {
        var rig = new Rig(service("api"));
        rig.up("api");
        var check = rig.last(Command.RunProbe.class, "api").check();
        var failing = new Foresight.Seen(Map.of(), Map.of(check, ProbeResult.of(Outcome.FAIL, Reason.of("t.probe"), 1)));
        rig.advanceToProbe("api"); // its answer is still to come

        Foresight.Plan plan = Foresight.of(rig.world(), List.of(List.of()), List.of(), failing, rig.now());

        assertEquals(
                List.of("RunProbe api", "Examine api", "StopProcess api", "StartProcess api", "RunProbe api"), names(plan));
        assertTrue(plan.steps().getLast().afterNanos() > 0, "it takes several failures to call it bad");
        int sent = rig.sent().size();
        rig.probed("api", Outcome.FAIL);
        rig.advanceToProbe("api");
        rig.probed("api", Outcome.FAIL);
        rig.advanceToProbe("api");
        rig.probed("api", Outcome.FAIL);
        rig.stopped("api");
        rig.started("api");
        assertEquals(withoutProbes(names(plan)), withoutProbes(names(rig.sent().subList(sent, rig.sent().size()))));
    }

    @Test
    void whatIsHeldIsToldAsLeftAndWhy() {
        var rig = new Rig(service("api"));
        rig.up("api");
        rig.asked("api", new Event.Request.Pin("hands off", Long.MAX_VALUE));
        rig.exited("api", 1);

        Foresight.Plan plan = plan(rig, List.of(), "api");

        assertEquals(List.of(), names(plan));
        assertEquals("supervisor.hold.pinned", plan.left().getFirst().reason().key());
    }

    @Test
    void whatWaitsForApprovalIsNotForeseenAsDone() {
        var ladder = LadderSpec.DEFAULT;
        var proposing = new LadderSpec(
                LadderSpec.Mode.PROPOSE, ladder.rungs(), ladder.clear(), ladder.repair(), ladder.backups(), ladder.reclaim(), false, false);
        var rig = new Rig(service("api").withLadder(proposing));
        rig.up("api");
        rig.exited("api", 1);
        long incident = rig.status("api").incident().orElseThrow().id();

        assertEquals("supervisor.hold.approval", plan(rig, List.of(), "api").left().getFirst().reason().key());
        assertEquals(
                List.of("StartProcess api", "RunProbe api"),
                names(plan(rig, List.of(asked("api", new Event.Request.Approve(incident))), "api")));
    }

    @Test
    void anAnswerThatIsStillToComeIsTakenForGood() {
        var rig = new Rig(service("api"));
        rig.up("api");
        rig.asked("api", Event.Order.STOP);

        assertEquals(List.of("StartProcess api", "RunProbe api"), foreseen(rig, "api", Event.Order.START));
    }

    /// Whether they are silent, too, was asked and is answered; only the alarm for the count has not rung yet.
    @Test
    void whatWaitsForTheCountOfTheOthersAnswersIsForeseen() {
        var rig = new Rig(service("s0"), service("s1"), service("s2"), service("s3"));
        for (int i = 0; i < 4; i++) {
            rig.up("s" + i);
        }
        for (int failures = 0; failures < 3; failures++) {
            rig.advance((failures == 0 ? 10 : 2) * Rig.SECOND);
            rig.answerProbe("s0", Outcome.FAIL);
            for (int i = 1; i < 4; i++) {
                rig.answerProbe("s" + i, Outcome.PASS);
            }
        }
        assertEquals(0, rig.count(Command.StopProcess.class, "s0"));

        assertEquals(List.of("StopProcess s0", "StartProcess s0"), withoutProbes(names(plan(rig, List.of(), "s0"))));

        rig.advance(Rig.SECOND / 10);
        assertEquals(1, rig.count(Command.StopProcess.class, "s0"));
    }

    private static ServiceSpec service(String name, String... needs) {
        return Rig.service(name, RecoverPolicy.DEFAULT, needs);
    }

    private static Event.OperatorAsked asked(String name, Event.Request request) {
        return new Event.OperatorAsked(new ServiceId(name), request, "test");
    }

    private static List<String> foreseen(Rig rig, String name, Event.Request request) {
        return names(plan(rig, List.of(asked(name, request)), name));
    }

    private static Foresight.Plan plan(Rig rig, List<Event.OperatorAsked> wishes, String... chosen) {
        List<ServiceId> ids = Arrays.stream(chosen).map(ServiceId::new).toList();
        return Foresight.of(rig.world(), List.of(wishes), ids, Foresight.Seen.NOTHING, rig.now());
    }

    /// A plan has each probe once, however often it is asked until it is believed.
    private static List<String> withoutProbes(List<String> names) {
        return names.stream().filter(name -> !name.startsWith("RunProbe")).toList();
    }

    private static List<String> names(Foresight.Plan plan) {
        return names(plan.steps().stream().map(Foresight.Step::command).toList());
    }

    private static List<String> names(List<Command> commands) {
        return commands.stream()
                .map(command -> command.getClass().getSimpleName() + " " + command.service())
                .toList();
    }
}
