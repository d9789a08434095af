package holdfast.recovery;

import holdfast.model.LadderSpec;
import holdfast.model.Rung;
import java.util.List;
import java.util.Optional;

/// Which measure comes next.
///
/// | situation | next |
/// |---|---|
/// | the cause is known to have a remedy, and none was tried in this incident | REPAIR: the cheapest that can help |
/// | nothing tried yet | the lowest that history does not speak against |
/// | tried, and still bad | the one above it; above the last one, the highest restart is repeated for as long as the guard allows |
/// | a restart cannot help | nothing: that the repair did not hold does not make it help |
///
/// A measure of the service's own is a step like the restarts, once in an incident: it may be taken where they may. What it runs is not
/// made for the cause (that is `repair:`), and before a service that is down it ends in a start, so where a restart cannot help it
/// cannot either, and it is not what a slow retry of such a service is for: that one asks whether somebody has mended the cause.
/// It is not repeated, since nobody knows what it does to run it over and over; a restart begins from nothing each time.
public final class Ladder {
    private Ladder() {}

    /// What the trouble calls for.
    ///
    /// @param remedy the diagnosis names one
    /// @param restart starting anew can mend it, or is to be tried all the same
    /// @param own a measure of the service's own may help
    public record Called(boolean remedy, boolean restart, boolean own) {}

    /// @param taken in this incident, the last one last
    public static Optional<Rung> next(LadderSpec spec, List<Rung> taken, Rungs history, long nowNanos, Called called) {
        boolean repairs = called.remedy() && spec.has(Rung.REPAIR) && !taken.contains(Rung.REPAIR);
        if (repairs && !(called.restart() && history.isOpen(Rung.REPAIR, nowNanos))) {
            return Optional.of(Rung.REPAIR);
        }
        if (!called.restart()) {
            return Optional.empty();
        }
        List<Rung> steps = spec.rungs().stream().filter(rung -> rung != Rung.REPAIR).toList();
        int highest = -1;
        for (Rung rung : taken) {
            highest = Math.max(highest, steps.indexOf(rung));
        }
        for (Rung rung : steps.subList(highest + 1, steps.size())) {
            if (!history.isOpen(rung, nowNanos) && (rung.isRestart() || called.own())) {
                return Optional.of(rung);
            }
        }
        return steps.reversed().stream().filter(Rung::isRestart).findFirst();
    }
}
