package holdfast.recovery;

import holdfast.model.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What became of the measures taken lately: the breaker of each rung. One that did not hold in three of its last four uses is
/// not worth the time; resilience4j's circuit breaker, with a window that a service under repair ever fills. Like that one it is half
/// open after a while: a day after its last use the rung is tried again, and if it holds, what was before is forgotten. What did not
/// help last spring may well help now.
///
/// A measure of the service's own is remembered by its name, wherever it stands in the ladder and whatever it runs by now; under a new
/// name it begins anew.
///
/// @param uses finished ones, oldest first, at most [#REMEMBERED] of each rung and [#REMEMBERED_IN_ALL]
public record Rungs(List<Use> uses) {
    /// Uses of one rung that count.
    static final int REMEMBERED = 4;

    /// Of all rungs, since names come and go with the configuration. More than the longest ladder ever needs.
    static final int REMEMBERED_IN_ALL = 64;

    /// This many of them that did not hold open the breaker.
    static final int FAILURES = 3;

    /// Nanoseconds after its last use when a rung that did not hold is tried once more: the longest window of the [Guard].
    static final long AGAIN_NANOS = 86_400_000_000_000L;

    public static final Rungs NONE = new Rungs(List.of());

    /// @param atNanos when it was known whether it held
    public record Use(Rung rung, boolean held, long atNanos) {}

    public Rungs {
        uses = List.copyOf(uses);
    }

    public Rungs and(Rung rung, boolean held, long atNanos) {
        var next = new ArrayList<>(uses);
        if (held && failures(rung) >= FAILURES) {
            next.removeIf(use -> use.rung().equals(rung));
        }
        next.add(new Use(rung, held, atNanos));
        long ofThis = next.stream().filter(use -> use.rung().equals(rung)).count();
        if (ofThis > REMEMBERED) {
            next.remove(next.indexOf(next.stream().filter(use -> use.rung().equals(rung)).findFirst().orElseThrow()));
        }
        return new Rungs(next.subList(Math.max(0, next.size() - REMEMBERED_IN_ALL), next.size()));
    }

    /// It held when it was last used.
    public boolean isProven(Rung rung) {
        return last(rung).filter(Use::held).isPresent();
    }

    /// It did not hold in three of its last four uses, the last of them less than a day ago.
    public boolean isOpen(Rung rung, long nowNanos) {
        return failures(rung) >= FAILURES
                && last(rung).filter(use -> nowNanos - use.atNanos() < AGAIN_NANOS).isPresent();
    }

    private long failures(Rung rung) {
        return uses.stream().filter(use -> use.rung().equals(rung) && !use.held()).count();
    }

    private Optional<Use> last(Rung rung) {
        return uses.reversed().stream().filter(use -> use.rung().equals(rung)).findFirst();
    }
}
