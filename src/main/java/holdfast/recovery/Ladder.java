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
/// | nothing tried yet | the lowest restart that history does not speak against |
/// | tried, and still bad | the one above it; the highest is repeated for as long as the guard allows |
/// | a restart cannot help | nothing: that the repair did not hold does not make it help |
public final class Ladder {
    private Ladder() {}

    /// @param taken in this incident, the last one last
    /// @param hasRemedy the diagnosis names one
    /// @param mayRestart starting anew can mend the trouble
    public static Optional<Rung> next(
            LadderSpec spec, List<Rung> taken, Rungs history, boolean hasRemedy, boolean mayRestart) {
        boolean repairs = hasRemedy && spec.has(Rung.REPAIR) && !taken.contains(Rung.REPAIR);
        if (repairs && !(mayRestart && history.isOpen(Rung.REPAIR))) {
            return Optional.of(Rung.REPAIR);
        }
        List<Rung> restarts = spec.rungs().stream().filter(rung -> rung != Rung.REPAIR).toList();
        if (!mayRestart) {
            return Optional.empty();
        }
        int highest = -1;
        for (Rung rung : taken) {
            highest = Math.max(highest, restarts.indexOf(rung));
        }
        for (Rung rung : restarts.subList(highest + 1, restarts.size())) {
            if (!history.isOpen(rung)) {
                return Optional.of(rung);
            }
        }
        return Optional.of(restarts.getLast());
    }
}
