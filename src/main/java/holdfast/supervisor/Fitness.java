package holdfast.supervisor;

import holdfast.model.Reason;
import java.util.Optional;

/// How fit Holdfast itself is to judge. A word against it expires, so that a monitor of the monitor that dies does not stop
/// recovery for ever.
///
/// @param doubt what speaks against it
/// @param untilNanos when that counts no more
record Fitness(Optional<Reason> doubt, long untilNanos) {
    static final Fitness FIT = new Fitness(Optional.empty(), Long.MAX_VALUE);

    boolean isFit(long nowNanos) {
        return doubt.isEmpty() || nowNanos >= untilNanos;
    }
}
