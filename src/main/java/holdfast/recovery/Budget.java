package holdfast.recovery;

import holdfast.model.Fact;
import holdfast.model.HostPolicy;
import holdfast.model.Limits;
import java.util.ArrayList;
import java.util.List;

/// The measures taken lately on the whole host. It is charged when a measure is decided on, not when its start follows: between
/// the two lies a stop, and many may be stopping at once.
///
/// @param takenNanos oldest first, at most [Limits#ATTEMPTS_REMEMBERED]
public record Budget(List<Long> takenNanos) {
    public static final Budget UNSPENT = new Budget(List.of());

    public Budget {
        takenNanos = List.copyOf(takenNanos);
    }

    public Budget and(Fact fact, long atNanos) {
        if (!(fact instanceof Fact.RungTaken)) {
            return this;
        }
        var next = new ArrayList<>(takenNanos);
        next.add(atNanos);
        return new Budget(next.subList(Math.max(0, next.size() - Limits.ATTEMPTS_REMEMBERED), next.size()));
    }

    /// When the next measure may be taken: now, or when enough of the earlier ones have left the window.
    public long freeAtNanos(HostPolicy policy, long nowNanos) {
        int first = takenNanos.size() - policy.starts();
        return first < 0 ? nowNanos : Math.max(nowNanos, takenNanos.get(first) + policy.windowNanos() + 1);
    }
}
