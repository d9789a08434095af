package holdfast.health;

import holdfast.model.CheckSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class CoalescingTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final CheckSpec SPEC = CheckStateTest.SPEC;

    @Test
    void neverLaterAndEarlierByLessThanAnEighthOfTheIntervalOrAQuarterOfASecond() {
        Random random = new Random(1);
        for (int round = 0; round < 100_000; round++) {
            long every = 100 * MILLI + random.nextLong(86_400 * SECOND);
            long at = random.nextLong(-SECOND, 1L << 55);
            long early = at - Coalescing.beatBefore(at, every, 1 + random.nextInt(10_000));

            assertTrue(early >= 0, () -> "later, at " + at + " every " + every);
            assertTrue(early < Math.min(every / 8, 250 * MILLI), () -> early + " ns early, at " + at + " every " + every);
        }
    }

    @Test
    void whatIsAskedOnABeatIsAskedAgainAfterAWholeInterval() {
        for (long every : new long[] {100 * MILLI, SECOND, 3 * SECOND, 20 * SECOND, 3_600 * SECOND}) {
            long beat = Coalescing.beatBefore(7_777 * SECOND, every, 20);
            long lateBy = MILLI;

            long next = Coalescing.beatBefore(beat + lateBy + every, every, 20);
            assertTrue(Math.abs(beat + every - next) < 10_000, () -> "every " + every + ": " + (next - beat));
        }
    }

    @Test
    void twentyChecksASecondWakeItAtMostEightTimes() {
        assertEquals(8, crowds(20, SECOND).size());
    }

    @Test
    void manyChecksAreStillAskedAFewAtATime() {
        for (int checks : new int[] {100, 1_000, 10_000}) {
            int most = crowds(checks, SECOND).values().stream().mapToInt(Integer::intValue).max().orElseThrow();

            assertTrue(most <= 5, () -> most + " of " + checks + " at the same moment");
        }
    }

    /// How many of `checks`, which are spread evenly, fall on each beat of one interval.
    private static Map<Long, Integer> crowds(int checks, long every) {
        Map<Long, Integer> crowds = new HashMap<>();
        for (int check = 0; check < checks; check++) {
            crowds.merge(Coalescing.beatBefore(5_000 * SECOND + every * check / checks, every, checks), 1, Integer::sum);
        }
        return crowds;
    }

    @Test
    void onlyWhatPassesAndIsNotInDoubtWaitsForABeat() {
        long asked = 3 * SECOND + 1;
        long answered = asked + MILLI;

        assertEquals(23 * SECOND - (23 * SECOND) % 156_250_000L, next(after(asked, answered, Outcome.PASS)));
        assertEquals(asked + 2 * SECOND, next(after(asked, answered, Outcome.FAIL)));
        assertEquals(asked + 2 * SECOND, next(after(asked, answered, Outcome.ERROR)));
        assertEquals(asked + 2 * SECOND, next(after(asked, answered, Outcome.FAIL, Outcome.FAIL, Outcome.FAIL, Outcome.PASS)));
        CheckState starting = CheckState.fresh(0).asked(SPEC, 1, asked).answeredInGrace(SPEC, result(Outcome.FAIL), answered);
        assertEquals(answered + 25 * MILLI, next(starting));
    }

    @Test
    void anAnswerThatTookAWholeIntervalIsNotAskedForInThePast() {
        assertEquals(23 * SECOND + 2, next(after(3 * SECOND + 1, 23 * SECOND + 2, Outcome.PASS)));
    }

    private static CheckState after(long asked, long answered, Outcome... outcomes) {
        CheckState state = CheckState.fresh(0);
        for (Outcome outcome : outcomes) {
            state = state.asked(SPEC, 1, asked).answered(SPEC, result(outcome), answered);
        }
        return state;
    }

    private static long next(CheckState state) {
        return state.withOthers(SPEC, 20).nextAtNanos();
    }

    private static ProbeResult result(Outcome outcome) {
        return ProbeResult.of(outcome, Reason.of("t.t"), MILLI);
    }
}
