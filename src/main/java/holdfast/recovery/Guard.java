package holdfast.recovery;

import holdfast.model.Limits;
import holdfast.model.RecoverPolicy;
import java.util.ArrayList;
import java.util.List;

/// The loop guard: every recovery start, counted in sliding windows that no success empties. A service that crashes every few
/// minutes, however long it looked well in between, runs into one of them; one that crashes once a day never does.
///
/// @param attemptsNanos recovery starts, oldest first, at most [Limits#ATTEMPTS_REMEMBERED]
/// @param tries recovery starts since health last lasted; the exponent of the backoff
/// @param provenNanos longest stretch of unbroken health since the last recovery start
/// @param forgivenNanos attempts before this moment count for the hour and the day only; `Long.MIN_VALUE` = all count
public record Guard(List<Long> attemptsNanos, int tries, long provenNanos, long forgivenNanos) {
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final long DAY_NANOS = 24 * HOUR_NANOS;

    public static final Guard CLEAR = new Guard(List.of(), 0, 0, Long.MIN_VALUE);

    public Guard {
        attemptsNanos = List.copyOf(attemptsNanos);
    }

    /// Another start; `newTries` as the fact says.
    public Guard attempted(long nowNanos, int newTries) {
        var kept = new ArrayList<Long>(attemptsNanos.size() + 1);
        kept.addAll(attemptsNanos);
        kept.add(nowNanos);
        int surplus = kept.size() - Limits.ATTEMPTS_REMEMBERED;
        return new Guard(surplus > 0 ? kept.subList(surplus, kept.size()) : kept, newTries, 0, forgivenNanos);
    }

    /// Their cause is known to be over: they lengthen no wait and no longer count for the policy's own window. For the hour and the
    /// day they do: what brings such causes about again and again must not start anything without end.
    public Guard forgiven(long nowNanos) {
        return new Guard(attemptsNanos, 0, provenNanos, nowNanos);
    }

    /// Health has just lasted `nanos` without a break.
    public Guard provenFor(long nanos) {
        return new Guard(attemptsNanos, tries, Math.max(provenNanos, nanos), forgivenNanos);
    }

    /// Recovery starts that still count. One made exactly `windowNanos` ago still does.
    public int attemptsWithin(long windowNanos, long nowNanos) {
        return attempts(windowNanos, nowNanos, Long.MIN_VALUE);
    }

    private int attempts(long windowNanos, long nowNanos, long sinceNanos) {
        int count = 0;
        for (long at : attemptsNanos) {
            if (at >= sinceNanos && nowNanos - at <= windowNanos) {
                count++;
            }
        }
        return count;
    }

    /// The attempts of one of the windows are used up.
    public boolean isExhausted(RecoverPolicy policy, long nowNanos) {
        return attempts(policy.windowNanos(), nowNanos, forgivenNanos) >= policy.attempts()
                || attemptsWithin(HOUR_NANOS, nowNanos) >= policy.hourly()
                || attemptsWithin(DAY_NANOS, nowNanos) >= policy.daily();
    }

    /// Tries that the backoff still remembers: none after proven health of `fadeNanos`.
    public int triesRemembered(RecoverPolicy policy) {
        return provenNanos >= policy.fadeNanos() ? 0 : tries;
    }

    /// How long from now until the next recovery start: none for the first, then `backoff · 2ⁿ⁻¹` up to its maximum and
    /// lengthened by up to `jitterPercent`; and never closer than `spacingNanos` to the last one.
    ///
    /// @param chance uniform in 0 (included) to 1 (excluded)
    public long delayNanos(RecoverPolicy policy, long nowNanos, double chance) {
        int remembered = triesRemembered(policy);
        long delay = 0;
        if (remembered > 0) {
            int doublings = Math.min(remembered - 1, 30);
            long grown = policy.backoffNanos() > policy.backoffNanosMax() >> doublings
                    ? policy.backoffNanosMax()
                    : policy.backoffNanos() << doublings;
            delay = grown + (long) (grown * chance * policy.jitterPercent() / 100);
        }
        return Math.max(delay, spacingNanos(policy, nowNanos));
    }

    /// How long from now until `spacingNanos` have passed since the last recovery start.
    public long spacingNanos(RecoverPolicy policy, long nowNanos) {
        return policy.spacingNanos() == 0 || attemptsNanos.isEmpty()
                ? 0
                : Math.max(0, attemptsNanos.getLast() + policy.spacingNanos() - nowNanos);
    }
}
