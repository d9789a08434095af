package holdfast.sim;

import holdfast.model.Fact;
import holdfast.model.Fact.Closing;
import holdfast.model.Rung;
import holdfast.model.Wish;
import org.jspecify.annotations.Nullable;

/// What the invariants' book says of one service's measures: whether one can help at all, and whether a repair has held. From facts
/// alone.
final class Hopes {
    private boolean restartHelps = true;
    /// No start could mend the cause when the service was given up.
    private boolean hopeless;
    /// Taken last in the open incident.
    private @Nullable Rung lastRung;
    private boolean isRepairProven;

    boolean isHopeless() {
        return hopeless;
    }

    /// The last repair that came to its end held.
    boolean isRepairProven() {
        return isRepairProven;
    }

    void note(Fact fact) {
        switch (fact) {
            case Fact.Diagnosed diagnosed -> restartHelps = diagnosed.restartHelps();
            case Fact.Parked _ -> hopeless = !restartHelps;
            case Fact.RungTaken taken -> {
                isRepairProven &= lastRung != Rung.REPAIR;
                lastRung = taken.rung();
            }
            case Fact.IncidentClosed closed -> {
                isRepairProven |= lastRung == Rung.REPAIR && closed.closing() == Closing.HEALED;
                lastRung = null;
                restartHelps = true;
            }
            case Fact.WishChanged changed -> isRepairProven &= changed.wish() == Wish.DOWN;
            case Fact.Forgotten _ -> {
                lastRung = null;
                isRepairProven = false;
                restartHelps = true;
            }
            case Fact _ -> {}
        }
    }
}
