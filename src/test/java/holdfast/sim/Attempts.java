package holdfast.sim;

import holdfast.model.RecoverPolicy;
import java.util.ArrayList;
import java.util.List;

/// The recovery starts of one service, counted for the invariants independently of the core.
final class Attempts {
    private final List<Long> at = new ArrayList<>();
    /// Starts before it count for the hour and the day only: what the service needs has come back then.
    private long forgivenAt = Long.MIN_VALUE;

    void made(long now) {
        at.add(now);
    }

    void forgiven(long now) {
        forgivenAt = now;
    }

    void forget() {
        at.clear();
    }

    boolean areUsedUp(RecoverPolicy policy, long now) {
        long counted = at.stream().filter(one -> one >= forgivenAt && now - one <= policy.windowNanos()).count();
        return counted >= policy.attempts() || areUsedUpForLong(policy, now);
    }

    /// Those of the hour or the day.
    boolean areUsedUpForLong(RecoverPolicy policy, long now) {
        return within(3_600 * Dice.SECOND, now) >= policy.hourly() || within(86_400 * Dice.SECOND, now) >= policy.daily();
    }

    private long within(long windowNanos, long now) {
        return at.stream().filter(one -> now - one <= windowNanos).count();
    }
}
