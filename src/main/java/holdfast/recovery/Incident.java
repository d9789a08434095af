package holdfast.recovery;

import holdfast.model.Fact;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.util.Optional;

/// One case, from onset to proven end. A service has at most one open incident; everything between belongs to it.
///
/// | stage | leaves by | to |
/// |---|---|---|
/// | open | health good | restored, on probation |
/// | restored | bad again before `stableNanos` | open (relapsed): the repair did not hold |
/// | restored | good for `stableNanos` | closed: only now is it "recovered" |
/// | any | operator stops the service, or it leaves the configuration | closed |
///
/// @param onsetNanos the last good evidence before it: an upper bound of how long it really lasted
/// @param restoredNanos when it became good, while that is being proven
/// @param attempts recovery starts made for it
/// @param heldBy the dependency because of which nothing is done
public record Incident(
        long id,
        Fact.Cause cause,
        Reason reason,
        long onsetNanos,
        long detectedNanos,
        Optional<Long> restoredNanos,
        int attempts,
        Optional<ServiceId> heldBy) {

    public static Incident opened(Fact.IncidentOpened fact, long atNanos) {
        return new Incident(
                fact.incident(),
                fact.cause(),
                fact.reason(),
                atNanos - fact.onsetAgoNanos(),
                atNanos,
                Optional.empty(),
                0,
                Optional.empty());
    }

    public Incident restored(long atNanos) {
        return new Incident(id, cause, reason, onsetNanos, detectedNanos, Optional.of(atNanos), attempts, Optional.empty());
    }

    public Incident relapsed(Fact.Cause newCause, Reason newReason) {
        return new Incident(id, newCause, newReason, onsetNanos, detectedNanos, Optional.empty(), attempts, heldBy);
    }

    public Incident attempted() {
        return new Incident(id, cause, reason, onsetNanos, detectedNanos, restoredNanos, attempts + 1, heldBy);
    }

    public Incident held(Optional<ServiceId> culprit) {
        return new Incident(id, cause, reason, onsetNanos, detectedNanos, restoredNanos, attempts, culprit);
    }
}
