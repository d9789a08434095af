package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Command.Manner;
import holdfast.model.CommandLine;
import holdfast.model.Diagnosis;
import holdfast.model.Event;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Fact.AlertKind;
import holdfast.model.Finding;
import holdfast.model.Incarnation;
import holdfast.model.LadderSpec;
import holdfast.model.LadderSpec.Mode;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.Remedy;
import holdfast.model.Rung;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Stories of recovery: looks, measures, and what they prove.
final class RecoveryTest {
    private static final RecoverPolicy POLICY = RecoverPolicy.DEFAULT;
    private static final Reason DONE = Reason.of("t.done");

    private static ServiceSpec api(LadderSpec ladder) {
        return service("api", POLICY).withLadder(ladder);
    }

    private static Rig up(ServiceSpec spec) {
        var rig = new Rig(spec);
        rig.up("api");
        return rig;
    }

    private static List<Rung> taken(Rig rig) {
        return rig.facts(Fact.RungTaken.class).stream().map(Fact.RungTaken::rung).toList();
    }

    @Test
    void looksCloselyBeforeItKillsWhatHangs() {
        var rig = up(service("api", POLICY));
        rig.examineByHand();
        rig.hang("api");

        assertEquals(1, rig.count(Command.Examine.class, "api"));
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));
        rig.examined("api");
        assertEquals(1, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void aLookThatNeverComesBackDelaysTheKillButDoesNotPreventIt() {
        var rig = up(service("api", POLICY));
        rig.examineByHand();
        rig.hang("api");

        rig.advance(12 * SECOND);

        assertEquals(1, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void aCrashIsRestartedWithoutWaitingForTheLook() {
        var rig = up(service("api", POLICY));
        rig.examineByHand();

        rig.exited("api", 1);

        assertEquals(1, rig.count(Command.Examine.class, "api"));
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
        assertEquals(Optional.of(new Incarnation(1)), rig.last(Command.Examine.class, "api").last());
    }

    /// It runs again by the time of the answer, and the look was about the one before.
    @Test
    void howTheProcessEndedCountsThoughTheNextOneRunsAlready() {
        var rig = up(service("api", POLICY));
        rig.examineByHand();
        rig.event(new Event.ProcessExited(
                new ServiceId("api"), new Incarnation(1), new ExitStatus.Signalled(9, false), 0));
        rig.started("api");
        rig.probed("api", Outcome.PASS);

        rig.examined("api", new Finding.OutOfMemoryKill(1));

        var made = rig.facts(Fact.Diagnosed.class).getLast();
        assertEquals(Diagnosis.Blame.OUT_OF_MEMORY, made.blame());
        assertEquals(Diagnosis.Confidence.CERTAIN, made.confidence());
    }

    @Test
    void aRestartThatDidNotHoldIsFollowedByACleanOne() {
        var rig = up(service("api", POLICY));
        rig.exited("api", 1);
        rig.started("api");
        rig.exited("api", 2);
        rig.advance(2 * SECOND);

        assertEquals(List.of(Rung.RESTART, Rung.CLEAN_RESTART), taken(rig));
        assertEquals(Manner.CLEAN, rig.last(Command.StartProcess.class, "api").manner());
    }

    @Test
    void cachesAreClearedBetweenTheProvenStopAndTheStart() {
        var rig = up(api(new LadderSpec(
                Mode.ACT, List.of(Rung.CLEAN_RESTART), List.of(".cache"), Optional.empty(), List.of(), List.of(), false, false)));
        rig.hang("api");
        assertEquals(0, rig.count(Command.ApplyRemedy.class, "api"));

        rig.stopped("api");
        assertEquals(new Remedy.ClearCaches(List.of(".cache")), rig.last(Command.ApplyRemedy.class, "api").remedy());
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));

        rig.mended("api", new RemedyOutcome.Applied(DONE));
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void aRestartThatSucceededButLeftItBadIsNeverCalledRecovered() {
        var rig = up(service("api", POLICY));
        rig.hang("api");
        rig.stopped("api");
        rig.started("api");
        rig.advance(32 * SECOND); // its start grace passes without an answer

        assertTrue(rig.facts(Fact.IncidentRestored.class).isEmpty());
        assertTrue(rig.facts(Fact.AlertDecided.class).stream().noneMatch(alert -> alert.kind() == AlertKind.RECOVERED));
        assertEquals(Rung.CLEAN_RESTART, taken(rig).getLast());
    }

    @Test
    void aMeasureThatFailedThreeOfItsLastFourTimesIsSkipped() {
        var rig = up(service("api", new RecoverPolicy(
                100, 600 * SECOND, SECOND, SECOND, 0, 0, 600 * SECOND, 600 * SECOND, 5 * SECOND, SECOND)));
        long incarnation = 1;
        for (int incident = 1; incident <= 4; incident++) {
            rig.exited("api", incarnation++);
            rig.advance(2 * SECOND);
            rig.started("api");
            if (incident < 4) {
                rig.exited("api", incarnation++); // the plain restart does not hold
                rig.advance(2 * SECOND);
                rig.started("api");
            }
            rig.probed("api", Outcome.PASS);
            rig.advance(6 * SECOND);
        }

        assertEquals(
                List.of(
                        Rung.RESTART, Rung.CLEAN_RESTART, Rung.RESTART, Rung.CLEAN_RESTART, Rung.RESTART, Rung.CLEAN_RESTART,
                        Rung.CLEAN_RESTART),
                taken(rig));
    }

    @Test
    void aCrashEveryFiveMinutesRunsIntoTheHourlyLimit() {
        var rig = up(service("api", POLICY));
        long incarnation = 1;
        while (rig.facts(Fact.Parked.class).isEmpty() && incarnation < 100) {
            for (long until = rig.now() + 300 * SECOND; rig.now() < until; ) {
                rig.advanceToProbe("api");
                rig.probed("api", Outcome.PASS);
            }
            rig.exited("api", incarnation++);
            rig.advance(80 * SECOND);
            if (rig.facts(Fact.Parked.class).isEmpty()) {
                rig.started("api");
                rig.probed("api", Outcome.PASS);
            }
        }

        assertFalse(rig.facts(Fact.Parked.class).isEmpty());
        assertEquals(POLICY.hourly(), rig.facts(Fact.RungTaken.class).size());
    }

    @Test
    void aLateAnswerToAnEarlierLookDoesNotEndThePresentOne() {
        var rig = up(service("api", POLICY));
        rig.examineByHand();
        rig.hang("api");
        var first = rig.last(Command.Examine.class, "api");
        rig.advance(12 * SECOND); // given up; the service is stopped
        rig.stopped("api");
        rig.started("api");
        rig.probed("api", Outcome.PASS);
        rig.hang("api");
        rig.advance(SECOND);

        rig.event(new Event.Examined(first.service(), first.examination(), Finding.Examination.NOTHING));
        rig.advance(3 * SECOND);

        assertEquals(2, rig.count(Command.Examine.class, "api"));
        assertEquals(1, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void aRepairInPlaceProvesNothingUntilTheChecksSaySo() {
        var command = new CommandLine(List.of("mend"), "/", Optional.empty(), Map.of(), SECOND);
        var rig = up(api(new LadderSpec(
                Mode.ACT, List.of(Rung.REPAIR, Rung.RESTART), List.of(), Optional.of(command), List.of(), List.of(), false, false)));
        rig.hang("api");
        assertEquals(new Remedy.RunCommand(command), rig.last(Command.ApplyRemedy.class, "api").remedy());
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));

        rig.mended("api", new RemedyOutcome.Applied(DONE));
        rig.advance(5 * SECOND);
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));
        for (int failures = 0; failures < 3; failures++) {
            rig.advance(2 * SECOND);
            rig.answerProbe("api", Outcome.FAIL);
        }
        rig.advance(3 * SECOND);

        assertEquals(List.of(Rung.REPAIR, Rung.RESTART), taken(rig));
        assertEquals(1, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void whatCannotBeMendedUnderARunningProcessIsMendedBetweenItsStopAndItsStart() {
        var plain = service("api", POLICY);
        var rig = up(new ServiceSpec(
                plain.id(), plain.driver(), Optional.of(80), plain.needs(), plain.checks(), plain.startWithinNanos(),
                plain.stopWithinNanos(), plain.recover(), plain.notifyAfterNanos(), plain.enabled()));
        rig.examineByHand();
        rig.hang("api");

        rig.examined("api", new Finding.PortHeld(80, Finding.Holder.STRAY, 7, "www-data", "node old.js"));
        assertEquals(1, rig.count(Command.StopProcess.class, "api"));
        assertEquals(0, rig.count(Command.ApplyRemedy.class, "api"));
        rig.stopped("api");
        assertEquals(new Remedy.FreePort(80), rig.last(Command.ApplyRemedy.class, "api").remedy());
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        rig.mended("api", new RemedyOutcome.Applied(DONE));

        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
    }
}
