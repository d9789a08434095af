package holdfast.recovery;

import holdfast.model.RecoverPolicy;
import java.util.Optional;

/// A service that was given up for now.
///
/// @param untilNanos when it is tried once more; `Long.MAX_VALUE` = only a person, or a dependency that comes back, can tell
/// @param delayNanos the wait that led there; the next is twice as long
/// @param tried that one try has been made, and is not proven yet
public record Parking(long untilNanos, long delayNanos, boolean tried) {
    /// The first wait, or the next one: doubling up to the policy's maximum.
    public static long nextDelay(Optional<Parking> earlier, RecoverPolicy policy) {
        if (policy.cooldownNanos() == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return earlier.map(parking -> Math.min(
                        Math.max(policy.cooldownNanosMax(), policy.cooldownNanos()),
                        parking.delayNanos() >= Long.MAX_VALUE / 2 ? Long.MAX_VALUE : parking.delayNanos() * 2))
                .orElse(policy.cooldownNanos());
    }

    public static Parking until(long nowNanos, long delayNanos) {
        return new Parking(delayNanos >= Long.MAX_VALUE - nowNanos ? Long.MAX_VALUE : nowNanos + delayNanos, delayNanos, false);
    }

    public Parking tryMade() {
        return new Parking(untilNanos, delayNanos, true);
    }
}
