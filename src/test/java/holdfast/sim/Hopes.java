package holdfast.sim;

import holdfast.model.Fact;
import holdfast.model.Fact.Closing;
import holdfast.model.Rung;
import holdfast.model.Wish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

import static holdfast.sim.Ledger.demand;

/// What the invariants' book says of one service's measures: whether one can help at all, and which have held. From facts alone.
final class Hopes {
    private boolean restartHelps = true;
    /// No start could mend the cause when the service was given up.
    private boolean hopeless;
    /// Taken last in the open incident.
    private @Nullable Rung lastRung;
    /// Whether each use of a measure that came to its end held, by its word, oldest first.
    private final Map<String, List<Boolean>> uses = new HashMap<>();

    /// When the last of them came to its end.
    private final Map<String, Long> lastUse = new HashMap<>();

    boolean isHopeless() {
        return hopeless;
    }

    /// The last use of it that came to its end held.
    boolean isProven(Rung rung) {
        List<Boolean> known = uses.getOrDefault(rung.word(), List.of());
        return !known.isEmpty() && known.getLast();
    }

    /// It did not hold in three of its last four uses, the last one within a day.
    private boolean isOpen(Rung rung, long now) {
        List<Boolean> known = uses.getOrDefault(rung.word(), List.of());
        boolean isRecent = now - lastUse.getOrDefault(rung.word(), Long.MIN_VALUE / 2) < 86_400 * Dice.SECOND;
        return isRecent && hasFailed(known);
    }

    private static boolean hasFailed(List<Boolean> known) {
        return known.subList(Math.max(0, known.size() - 4), known.size()).stream().filter(held -> !held).count() >= 3;
    }

    void check(Fact.RungTaken taken, long now) {
        demand(!(taken.rung() instanceof Rung.Own) || !isOpen(taken.rung(), now), "a measure of its own that did not hold lately");
    }

    void note(Fact fact, long now) {
        switch (fact) {
            case Fact.Diagnosed diagnosed -> restartHelps = diagnosed.restartHelps();
            case Fact.Parked _ -> hopeless = !restartHelps;
            case Fact.RungTaken taken -> {
                ended(false, now);
                lastRung = taken.rung();
            }
            case Fact.IncidentClosed closed -> {
                if (closed.closing() == Closing.HEALED) {
                    ended(true, now);
                }
                lastRung = null;
                restartHelps = true;
            }
            case Fact.WishChanged changed when changed.wish() == Wish.UP -> uses.clear();
            case Fact.Forgotten _ -> {
                lastRung = null;
                uses.clear();
                restartHelps = true;
            }
            case Fact _ -> {}
        }
    }

    private void ended(boolean held, long now) {
        if (lastRung != null) {
            List<Boolean> known = uses.computeIfAbsent(lastRung.word(), _ -> new ArrayList<>());
            if (held && hasFailed(known)) {
                known.clear();
            }
            known.add(held);
            lastUse.put(lastRung.word(), now);
        }
    }
}
