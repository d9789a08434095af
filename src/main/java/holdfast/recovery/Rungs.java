package holdfast.recovery;

import holdfast.model.Rung;
import java.util.ArrayList;
import java.util.List;

/// What became of the measures taken lately: the breaker of each rung. One that did not hold in three of its last four uses is
/// not worth the time; resilience4j's circuit breaker, with a window that a service under repair ever fills.
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

    public static final Rungs NONE = new Rungs(List.of());

    public record Use(Rung rung, boolean held) {}

    public Rungs {
        uses = List.copyOf(uses);
    }

    public Rungs and(Rung rung, boolean held) {
        var next = new ArrayList<>(uses);
        next.add(new Use(rung, held));
        long ofThis = next.stream().filter(use -> use.rung().equals(rung)).count();
        if (ofThis > REMEMBERED) {
            next.remove(next.indexOf(next.stream().filter(use -> use.rung().equals(rung)).findFirst().orElseThrow()));
        }
        return new Rungs(next.subList(Math.max(0, next.size() - REMEMBERED_IN_ALL), next.size()));
    }

    /// It held when it was last used.
    public boolean isProven(Rung rung) {
        return uses.reversed().stream().filter(use -> use.rung().equals(rung)).findFirst().filter(Use::held).isPresent();
    }

    /// It did not hold in three of its last four uses.
    public boolean isOpen(Rung rung) {
        return uses.stream().filter(use -> use.rung().equals(rung) && !use.held()).count() >= FAILURES;
    }
}
