package holdfast.health;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Limits;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Status.Verdict;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class CheckStateTest {
    private static final long SECOND = 1_000_000_000L;
    static final CheckSpec SPEC = new CheckSpec(
            new CheckId(new ServiceId("api"), "http"),
            new Question.Tcp("127.0.0.1", 1),
            CheckSpec.Role.ALIVE,
            20 * SECOND,
            2 * SECOND,
            5 * SECOND,
            3,
            2);

    private static CheckState after(Outcome... outcomes) {
        CheckState state = CheckState.fresh(0);
        for (Outcome outcome : outcomes) {
            state = state.answered(SPEC, ProbeResult.of(outcome, Reason.of("t.t"), 1), 0);
        }
        return state;
    }

    @Test
    void theFirstPassMakesItGood() {
        assertEquals(Verdict.GOOD, after(Outcome.PASS).verdict());
    }

    @Test
    void staysGoodUntilTheThirdFailureInARow() {
        assertEquals(Verdict.GOOD, after(Outcome.PASS, Outcome.FAIL, Outcome.FAIL).verdict());
        assertEquals(Verdict.BAD, after(Outcome.PASS, Outcome.FAIL, Outcome.FAIL, Outcome.FAIL).verdict());
    }

    @Test
    void aPassBetweenFailuresStartsTheRowAnew() {
        CheckState state = after(Outcome.PASS, Outcome.FAIL, Outcome.FAIL, Outcome.PASS, Outcome.PASS, Outcome.PASS, Outcome.FAIL, Outcome.FAIL);

        assertEquals(Verdict.GOOD, state.verdict());
        assertEquals(2, state.failuresInRow());
    }

    @Test
    void threeFailuresAmongFiveAreBadThoughNeverTwoInARow() {
        CheckState state = after(Outcome.PASS, Outcome.FAIL, Outcome.PASS, Outcome.FAIL, Outcome.PASS, Outcome.FAIL);

        assertEquals(Verdict.BAD, state.verdict());
        assertTrue(state.isFlapping(SPEC));
        assertEquals(3, state.failuresLately(SPEC));
        assertEquals(5, state.answersLately(SPEC));
    }

    @Test
    void aSinglePassDoesNotHideFlapping() {
        Outcome[] flapping = {Outcome.FAIL, Outcome.PASS, Outcome.FAIL, Outcome.PASS, Outcome.FAIL, Outcome.PASS};

        assertEquals(Verdict.BAD, after(flapping).verdict());
    }

    @Test
    void threeFailuresAmongSixAreNotEnough() {
        assertEquals(
                Verdict.GOOD,
                after(Outcome.FAIL, Outcome.PASS, Outcome.PASS, Outcome.FAIL, Outcome.PASS, Outcome.FAIL).verdict());
    }

    @Test
    void badByFlappingIsGoodOnlyWhenItsLastAnswersAreFewerThanTheMarkAsWell() {
        CheckSpec onePass = new CheckSpec(SPEC.id(), SPEC.question(), SPEC.role(), SPEC.everyNanos(), SPEC.recheckNanos(), SPEC.timeoutNanos(), 3, 1);
        CheckState state = after(Outcome.FAIL, Outcome.FAIL, Outcome.PASS, Outcome.FAIL);
        ProbeResult pass = ProbeResult.of(Outcome.PASS, Reason.of("t.t"), 1);

        state = state.answered(onePass, pass, 0);
        assertEquals(Verdict.BAD, state.verdict());
        assertEquals(Verdict.GOOD, state.answered(onePass, pass, 0).verdict());
    }

    @Test
    void anOutageThatIsOverIsNoFlapping() {
        CheckState state = after(Outcome.FAIL, Outcome.FAIL, Outcome.FAIL, Outcome.PASS, Outcome.PASS);

        assertTrue(state.isSteady(SPEC));
        assertEquals(
                Verdict.GOOD,
                after(Outcome.FAIL, Outcome.FAIL, Outcome.FAIL, Outcome.PASS, Outcome.PASS, Outcome.FAIL, Outcome.FAIL).verdict());
    }

    @Test
    void errorsAndSkipsCountAmongTheLastAnswersForNothing() {
        CheckState state = after(
                Outcome.FAIL, Outcome.ERROR, Outcome.PASS, Outcome.SKIPPED, Outcome.FAIL, Outcome.ERROR, Outcome.PASS, Outcome.ERROR);

        assertEquals(2, state.failuresLately(SPEC));
        assertEquals(4, state.answersLately(SPEC));
        assertEquals(
                Verdict.BAD,
                state.answered(SPEC, ProbeResult.of(Outcome.FAIL, Reason.of("t.t"), 1), 0).verdict());
    }

    @Test
    void whatFailedInTheStartGraceIsNotRemembered() {
        CheckState state = after(Outcome.FAIL, Outcome.PASS, Outcome.FAIL)
                .answeredInGrace(SPEC, ProbeResult.of(Outcome.FAIL, Reason.of("t.t"), 1), 0);

        assertEquals(0, state.answersLately(SPEC));
    }

    @Test
    void aThresholdOfOneIsBadByOneFailureAndGoodByItsPassesAlone() {
        CheckSpec once = new CheckSpec(SPEC.id(), SPEC.question(), SPEC.role(), 10, 10, 10, 1, 1);
        CheckState bad = CheckState.fresh(0).answered(once, ProbeResult.of(Outcome.FAIL, Reason.of("t.t"), 1), 0);

        assertEquals(Verdict.BAD, bad.verdict());
        assertFalse(bad.isFlapping(once));
        assertEquals(Verdict.GOOD, bad.answered(once, ProbeResult.of(Outcome.PASS, Reason.of("t.t"), 1), 0).verdict());
    }

    @Test
    void atMostSixtyThreeAnswersAreRemembered() {
        CheckSpec patient = new CheckSpec(SPEC.id(), SPEC.question(), SPEC.role(), 10, 10, 10, 100, 2);
        CheckState state = CheckState.fresh(0);
        for (int probe = 0; probe < 500; probe++) {
            Outcome outcome = probe % 3 == 0 ? Outcome.PASS : Outcome.FAIL;
            state = state.answered(patient, ProbeResult.of(outcome, Reason.of("t.t"), 1), 0);
        }

        assertEquals(63, state.answersLately(patient));
        assertEquals(42, state.failuresLately(patient));
        assertEquals(Verdict.GOOD, state.verdict());
    }

    @Test
    void neverSeenGoodAndFailingThriceIsBad() {
        assertEquals(Verdict.UNKNOWN, after(Outcome.FAIL, Outcome.FAIL).verdict());
        assertEquals(Verdict.BAD, after(Outcome.FAIL, Outcome.FAIL, Outcome.FAIL).verdict());
    }

    @Test
    void badBecomesGoodOnlyAfterTwoPassesInARow() {
        Outcome[] bad = {Outcome.FAIL, Outcome.FAIL, Outcome.FAIL, Outcome.PASS};
        assertEquals(Verdict.BAD, after(bad).verdict());
        assertEquals(
                Verdict.BAD,
                after(Outcome.FAIL, Outcome.FAIL, Outcome.FAIL, Outcome.PASS, Outcome.FAIL, Outcome.PASS).verdict());
        assertEquals(
                Verdict.GOOD, after(Outcome.FAIL, Outcome.FAIL, Outcome.FAIL, Outcome.PASS, Outcome.PASS).verdict());
    }

    @Test
    void anErrorOfTheProbeFlipsNothingAndKeepsTheStreak() {
        CheckState state = after(Outcome.PASS, Outcome.FAIL, Outcome.FAIL, Outcome.ERROR, Outcome.ERROR, Outcome.ERROR);

        assertEquals(Verdict.GOOD, state.verdict());
        assertEquals(2, state.failuresInRow());
        assertTrue(state.blind());
        assertEquals(
                Verdict.BAD,
                state.answered(SPEC, ProbeResult.of(Outcome.FAIL, Reason.of("t.t"), 1), 0).verdict());
    }

    @Test
    void oneAnswerEndsTheBlindness() {
        assertFalse(after(Outcome.ERROR, Outcome.ERROR).blind());
        assertTrue(after(Outcome.ERROR, Outcome.ERROR, Outcome.ERROR).blind());
        assertFalse(after(Outcome.ERROR, Outcome.ERROR, Outcome.ERROR, Outcome.PASS).blind());
    }

    @Test
    void skippedSaysNothingAtAll() {
        CheckState before = after(Outcome.PASS, Outcome.FAIL, Outcome.ERROR);
        CheckState state = after(Outcome.PASS, Outcome.FAIL, Outcome.ERROR, Outcome.SKIPPED);

        assertEquals(before.verdict(), state.verdict());
        assertEquals(before.failuresInRow(), state.failuresInRow());
        assertEquals(before.errorsInRow(), state.errorsInRow());
    }

    @Test
    void asksAtItsIntervalFromStartToStartAndFasterWhileInDoubt() {
        CheckState asked = CheckState.fresh(0).asked(SPEC, 7, 100 * SECOND);

        CheckState good = asked.answered(SPEC, ProbeResult.of(Outcome.PASS, Reason.of("t.t"), 1), 101 * SECOND);
        CheckState doubt = asked.answered(SPEC, ProbeResult.of(Outcome.FAIL, Reason.of("t.t"), 1), 101 * SECOND);

        assertEquals(120 * SECOND, good.dueNanos());
        assertEquals(102 * SECOND, doubt.dueNanos());
    }

    @Test
    void aProbeLongerThanTheRecheckIsFollowedAtOnceAndNeverOverlapped() {
        CheckState slow = CheckState.fresh(0)
                .asked(SPEC, 7, 100 * SECOND)
                .answered(SPEC, ProbeResult.of(Outcome.FAIL, Reason.of("t.t"), 1), 105 * SECOND);

        assertEquals(105 * SECOND, slow.dueNanos());
    }

    @Test
    void aProbeUnderWayIsGivenUpAfterItsDeadlineAndSlack() {
        CheckState asked = CheckState.fresh(0).asked(SPEC, 7, 100 * SECOND);

        assertEquals(105 * SECOND + Limits.PROBE_ANSWER_SLACK_NANOS, asked.dueNanos());
    }

    @Test
    void failuresInTheStartGraceAreNotCountedAndAreAskedMoreAndMoreSlowly() {
        CheckState state = CheckState.fresh(0);
        long last = 0;
        for (int probe = 0; probe < 12; probe++) {
            state = state.answeredInGrace(SPEC, ProbeResult.of(Outcome.FAIL, Reason.of("t.t"), 1), 0);
            assertEquals(Verdict.UNKNOWN, state.verdict());
            assertEquals(0, state.failuresInRow());
            assertTrue(state.dueNanos() >= last && state.dueNanos() <= SPEC.recheckNanos());
            last = state.dueNanos();
        }
        assertEquals(SPEC.recheckNanos(), last);
    }

    @Test
    void whatNeverPassedIsBadWhenTheGraceEnds() {
        assertEquals(Verdict.BAD, CheckState.fresh(0).graceEnded(SPEC).verdict());
        assertEquals(Verdict.GOOD, after(Outcome.PASS).graceEnded(SPEC).verdict());
    }

    @Test
    void rejudgedBadMustBeShownBadAnew() {
        CheckState state = after(Outcome.FAIL, Outcome.FAIL, Outcome.FAIL).rejudged(0);

        assertEquals(Verdict.UNKNOWN, state.verdict());
        assertEquals(0, state.failuresInRow());
    }
}
