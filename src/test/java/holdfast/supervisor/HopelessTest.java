package holdfast.supervisor;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Event;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Event.StartFailure;
import holdfast.model.Fact;
import holdfast.model.Fact.AlertKind;
import holdfast.model.Fact.Closing;
import holdfast.model.Finding;
import holdfast.model.LadderSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.Remedy;
import holdfast.model.Rung;
import holdfast.model.ServiceSpec;
import holdfast.model.Status.Next;
import holdfast.model.Status.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Causes that no restart can mend: repaired, told, waited for, and never answered with restarts.
final class HopelessTest {
    private static final Finding STRANGER = new Finding.PortHeld(80, Finding.Holder.STRANGER, 7, "www-data", "nginx");
    private static final Finding FREE = new Finding.PortFree(80);
    private static final Finding FULL = new Finding.Disk("/srv", 0, 0, 50);
    private static final Finding ROOMY = new Finding.Disk("/srv", 1L << 33, 40, 50);

    private final RecoverPolicy policy = RecoverPolicy.DEFAULT;

    /// Its only check tells of who may read its files.
    private ServiceSpec site() {
        ServiceSpec plain = service("site", policy);
        var check = new CheckSpec(
                new CheckId(plain.id(), "files"),
                new Question.Tcp("127.0.0.1", 1),
                CheckSpec.Role.ALIVE,
                10 * SECOND,
                2 * SECOND,
                SECOND,
                1,
                1);
        return new ServiceSpec(
                plain.id(), plain.driver(), Optional.empty(), List.of(), List.of(check), plain.startWithinNanos(),
                plain.stopWithinNanos(), policy, plain.notifyAfterNanos(), true);
    }

    private Rig siteUp() {
        var rig = new Rig(site());
        rig.observedGone("site");
        rig.started("site");
        answer(rig, Outcome.PASS);
        return rig;
    }

    private static void answer(Rig rig, Outcome outcome) {
        var probe = rig.last(Command.RunProbe.class, "site");
        var reason = outcome == Outcome.PASS
                ? Reason.of("t.probe")
                : Reason.of("probe.files.mode", "/srv/site/index.html", "0", "rw-r--r--");
        rig.event(new Event.ProbeFinished(probe.check(), probe.probe(), ProbeResult.of(outcome, reason, 1)));
    }

    private static void spoil(Rig rig) {
        rig.advanceToProbe("site");
        answer(rig, Outcome.FAIL);
    }

    private static void mend(Rig rig) {
        rig.mended("site", new RemedyOutcome.Applied(Reason.of("t.done")));
    }

    private static List<Rung> taken(Rig rig) {
        return rig.facts(Fact.RungTaken.class).stream().map(Fact.RungTaken::rung).toList();
    }

    @Test
    void wrongPermissionsThatComeBackAreForAPersonAndNoRestart() {
        var rig = siteUp();
        spoil(rig);
        assertEquals(Advice.REPAIR, rig.facts(Fact.Diagnosed.class).getLast().advice());
        assertFalse(rig.facts(Fact.Diagnosed.class).getLast().restartHelps());
        mend(rig);
        answer(rig, Outcome.FAIL);

        assertEquals(List.of(Rung.REPAIR), taken(rig));
        assertEquals(State.PARKED, rig.status("site").state());
        assertEquals(AlertKind.GAVE_UP, rig.facts(Fact.AlertDecided.class).getLast().kind());
        rig.advance(300 * SECOND);
        assertEquals(List.of(Rung.REPAIR), taken(rig));
        assertEquals(0, rig.count(Command.StopProcess.class, "site"));
    }

    @Test
    void theSlowRetryMakesTheRepairAgainAndLeavesTheProcessAlone() {
        var rig = siteUp();
        spoil(rig);
        mend(rig);
        answer(rig, Outcome.FAIL);
        while (taken(rig).size() == 1) {
            spoil(rig);
        }

        assertEquals(List.of(Rung.REPAIR, Rung.REPAIR), taken(rig));
        assertEquals(Optional.of(Fact.Purpose.SLOW_RETRY), rig.facts(Fact.RungTaken.class).getLast().attempt());
        assertEquals(0, rig.count(Command.StopProcess.class, "site"));
        mend(rig);
        answer(rig, Outcome.PASS);
        rig.advance(11 * SECOND);
        assertEquals(Closing.HEALED, rig.facts(Fact.IncidentClosed.class).getLast().closing());
    }

    @Test
    void aRepairInPlaceThatHeldBeforeIsMadeAgainWithoutBackoffUntilTheWindowIsUsedUp() {
        var rig = siteUp();
        for (int time = 1; time <= policy.attempts(); time++) {
            spoil(rig);
            assertEquals(time, taken(rig).size(), "at once, time " + time);
            mend(rig);
            answer(rig, Outcome.PASS);
            rig.advance(9 * SECOND);
            answer(rig, Outcome.PASS);
            rig.advance(2 * SECOND);
        }
        assertTrue(rig.facts(Fact.RecoveryDelayed.class).isEmpty());

        spoil(rig);

        assertEquals(policy.attempts(), taken(rig).size());
        assertEquals(State.PARKED, rig.status("site").state());
    }

    @Test
    void aDiskThatStaysFullIsForAPersonThoughItsRepairDidNotHold() {
        var ladder = new LadderSpec(
                LadderSpec.Mode.ACT, List.of(Rung.REPAIR, Rung.RESTART), List.of(), Optional.empty(), List.of(),
                List.of("/var/cache/site"), false, false);
        var rig = new Rig(service("api", policy).withLadder(ladder));
        rig.up("api");
        rig.examineByHand();
        rig.hang("api");
        rig.examined("api", FULL);
        assertEquals(new Remedy.ReclaimDisk(List.of("/var/cache/site"), false), rig.last(Command.ApplyRemedy.class, "api").remedy());
        rig.mended("api", new RemedyOutcome.Applied(Reason.of("t.done")));
        rig.advance(SECOND);
        for (int failures = 0; failures < 3; failures++) {
            rig.answerProbe("api", Outcome.FAIL);
            rig.advance(2 * SECOND);
        }
        rig.examined("api", FULL);

        assertEquals(State.PARKED, rig.status("api").state());
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));
    }

    /// Down, and given up because of who holds its port.
    private Rig kept() {
        var rig = new Rig(service("api", policy));
        rig.observedGone("api");
        rig.examineByHand();
        rig.startFailed("api", StartFailure.PORT_HELD);
        rig.advance(SECOND);
        rig.examined("api", STRANGER);
        assertEquals(State.PARKED, rig.status("api").state());
        return rig;
    }

    @Test
    void parkedForAStrangerItIsStartedWhenThePortIsFree() {
        var rig = kept();
        int starts = rig.count(Command.StartProcess.class, "api");
        rig.advance(31 * SECOND);
        rig.examined("api", STRANGER);
        rig.advance(31 * SECOND);
        assertEquals(starts, rig.count(Command.StartProcess.class, "api"));
        assertTrue(rig.last(Command.Examine.class, "api").brief());
        assertEquals(Next.What.SLOW_RETRY, rig.status("api").next().orElseThrow().what());
        assertTrue(rig.status("api").next().orElseThrow().atNanos() - rig.now() > 300 * SECOND, "the look is no try");

        rig.examined("api", FREE);
        rig.advance(2 * SECOND);

        assertEquals(Closing.CAUSE_GONE, rig.facts(Fact.Unparked.class).getLast().cause());
        assertEquals(starts + 1, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void aLookThatSawNothingShowsNoEndOfTheCause() {
        var rig = full();
        rig.advance(31 * SECOND);
        rig.examined("api");
        rig.advance(2 * SECOND);

        assertTrue(rig.facts(Fact.Unparked.class).isEmpty());
    }

    @Test
    void aStrangerWhoComesAndGoesDoesNotGetAroundTheGuard() {
        var rig = kept();
        for (int time = 0; time < 15; time++) {
            rig.advance(31 * SECOND);
            if (rig.status("api").state() == State.PARKED) {
                rig.examined("api", FREE);
                rig.advance(2 * SECOND);
            }
            if (rig.status("api").state() == State.STARTING) {
                rig.startFailed("api", StartFailure.PORT_HELD);
                rig.advance(SECOND);
                rig.examined("api", STRANGER);
            }
        }

        assertTrue(rig.now() < 1_600 * SECOND);
        assertEquals(1 + policy.attempts(), rig.count(Command.StartProcess.class, "api"));
    }

    /// Down, and given up because there is no room.
    private Rig full() {
        var rig = new Rig(service("api", policy));
        rig.up("api");
        rig.examineByHand();
        rig.exited("api", 1);
        rig.examined("api", FULL);
        rig.started("api");
        rig.exited("api", 2);
        rig.examined("api", FULL, new Finding.LastWords(Finding.Hint.NO_SPACE, "no space left"));
        rig.advance(SECOND);
        assertEquals(State.PARKED, rig.status("api").state());
        return rig;
    }

    @Test
    void parkedForAFullDiskItIsStartedWhenThereIsRoom() {
        var rig = full();
        int starts = rig.count(Command.StartProcess.class, "api");
        rig.advance(31 * SECOND);

        rig.examined("api", ROOMY, new Finding.LastWords(Finding.Hint.NO_SPACE, "no space left"));
        rig.advance(3 * SECOND);

        assertEquals(starts + 1, rig.count(Command.StartProcess.class, "api"));
    }
}
