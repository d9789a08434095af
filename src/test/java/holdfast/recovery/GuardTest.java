package holdfast.recovery;

import holdfast.model.Limits;
import holdfast.model.RecoverPolicy;
import holdfast.model.Rung;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class GuardTest {
    private static final long SECOND = 1_000_000_000L;
    private static final RecoverPolicy POLICY = RecoverPolicy.DEFAULT;

    private static RecoverPolicy spaced(long spacing, long cooldown, long cooldownMax) {
        return new RecoverPolicy(3, 600 * SECOND, SECOND, 60 * SECOND, 20, spacing, cooldown, cooldownMax, 0, 600 * SECOND);
    }

    @Test
    void isExhaustedByTheLastAllowedAttemptInTheWindow() {
        Guard guard = Guard.CLEAR.attempted(0, 1).attempted(SECOND, 2);

        assertFalse(guard.isExhausted(POLICY, 2 * SECOND));
        assertTrue(guard.attempted(2 * SECOND, 3).isExhausted(POLICY, 2 * SECOND));
    }

    @Test
    void anAttemptExactlyOneWindowAgoStillCountsAndANanosecondLaterNoMore() {
        Guard guard = Guard.CLEAR.attempted(0, 1);

        assertEquals(1, guard.attemptsWithin(POLICY.windowNanos(), POLICY.windowNanos()));
        assertEquals(0, guard.attemptsWithin(POLICY.windowNanos(), POLICY.windowNanos() + 1));
    }

    @Test
    void triesTheFirstTimeAtOnceThenAfterOneTwoFourSecondsUpToTheMaximum() {
        long[] expected = {0, 1, 2, 4, 8, 16, 32, 60, 60, 60};
        for (int tries = 0; tries < expected.length; tries++) {
            Guard guard = new Guard(List.of(), tries, 0, Long.MIN_VALUE);
            assertEquals(expected[tries] * SECOND, guard.delayNanos(POLICY, 0, 0), "after " + tries + " tries");
        }
        assertEquals(60 * SECOND, new Guard(List.of(), 99, 0, Long.MIN_VALUE).delayNanos(POLICY, 0, 0));
    }

    @Test
    void jitterLengthensByAtMostItsShare() {
        Guard guard = new Guard(List.of(), 3, 0, Long.MIN_VALUE);

        assertEquals(4 * SECOND, guard.delayNanos(POLICY, 0, 0));
        assertEquals(4 * SECOND + 400_000_000L, guard.delayNanos(POLICY, 0, 0.5));
        assertTrue(guard.delayNanos(POLICY, 0, 0.999999) < 4_800_000_000L);
    }

    @Test
    void provenHealthMakesTheBackoffForgetButNotTheWindow() {
        Guard guard = Guard.CLEAR.attempted(0, 1).attempted(1, 2).attempted(2, 3);

        Guard almost = guard.provenFor(POLICY.fadeNanos() - 1);
        Guard proven = guard.provenFor(POLICY.fadeNanos());

        assertEquals(3, almost.triesRemembered(POLICY));
        assertEquals(0, proven.triesRemembered(POLICY));
        assertTrue(proven.isExhausted(POLICY, 3));
    }

    @Test
    void aNewAttemptMustBeProvenAnew() {
        Guard guard = Guard.CLEAR.attempted(0, 1).provenFor(POLICY.fadeNanos()).attempted(5, 1);

        assertEquals(0, guard.provenNanos());
        assertEquals(1, guard.triesRemembered(POLICY));
    }

    @Test
    void spacingHoldsEvenForTheFirstTry() {
        RecoverPolicy policy = spaced(300 * SECOND, 600 * SECOND, 3600 * SECOND);
        Guard guard = Guard.CLEAR.attempted(0, 1).provenFor(policy.fadeNanos());

        assertEquals(200 * SECOND, guard.delayNanos(policy, 100 * SECOND, 0));
        assertEquals(0, guard.delayNanos(policy, 300 * SECOND, 0));
    }

    @Test
    void remembersABoundedNumberOfAttempts() {
        Guard guard = Guard.CLEAR;
        for (int i = 0; i < Limits.ATTEMPTS_REMEMBERED + 50; i++) {
            guard = guard.attempted(i, i);
        }

        assertEquals(Limits.ATTEMPTS_REMEMBERED, guard.attemptsNanos().size());
        assertEquals(50, guard.attemptsNanos().getFirst());
    }

    @Test
    void parkingWaitsTheCooldownThenTwiceAsLongUpToTheMaximum() {
        long first = Parking.nextDelay(Optional.empty(), POLICY);
        long second = Parking.nextDelay(Optional.of(Parking.until(0, first, Optional.empty())), POLICY);
        long fourth = Parking.nextDelay(Optional.of(Parking.until(0, 4 * first, Optional.empty())), POLICY);

        assertEquals(600 * SECOND, first);
        assertEquals(1200 * SECOND, second);
        assertEquals(3600 * SECOND, fourth);
    }

    @Test
    void neverMeansNever() {
        RecoverPolicy policy = spaced(0, Long.MAX_VALUE, 3600 * SECOND);

        assertEquals(Long.MAX_VALUE, Parking.nextDelay(Optional.empty(), policy));
        assertEquals(Long.MAX_VALUE, Parking.until(123, Long.MAX_VALUE, Optional.empty()).untilNanos());
    }

    @Test
    void aMeasureIsProvenByItsLastUseAlone() {
        Rungs once = Rungs.NONE.and(Rung.REPAIR, true, 0);

        assertTrue(once.isProven(Rung.REPAIR));
        assertFalse(Rungs.NONE.isProven(Rung.REPAIR));
        assertFalse(once.and(Rung.REPAIR, false, 0).isProven(Rung.REPAIR));
    }

    @Test
    void aMeasureThatDidNotHoldIsTriedAgainADayAfterItsLastUse() {
        Rungs failed = Rungs.NONE;
        for (int use = 1; use <= 3; use++) {
            failed = failed.and(Rung.REPAIR, false, use * SECOND);
        }
        long again = 3 * SECOND + Rungs.AGAIN_NANOS;

        assertTrue(failed.isOpen(Rung.REPAIR, again - 1));
        assertFalse(failed.isOpen(Rung.REPAIR, again));
        assertTrue(failed.and(Rung.REPAIR, false, again).isOpen(Rung.REPAIR, again));
        Rungs held = failed.and(Rung.REPAIR, true, again);
        assertFalse(held.and(Rung.REPAIR, false, again).and(Rung.REPAIR, false, again).isOpen(Rung.REPAIR, again));
    }
}
