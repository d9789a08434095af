package holdfast.recovery;

import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Hold;
import holdfast.model.Reason;
import holdfast.model.Rung;
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
/// @param course what has been thought and done about it
public record Incident(
        long id,
        Fact.Cause cause,
        Reason reason,
        long onsetNanos,
        long detectedNanos,
        Optional<Long> restoredNanos,
        int attempts,
        Course course) {

    public static Incident opened(Fact.IncidentOpened fact, long atNanos) {
        return new Incident(
                fact.incident(),
                fact.cause(),
                fact.reason(),
                atNanos - fact.onsetAgoNanos(),
                atNanos,
                Optional.empty(),
                0,
                Course.BEGUN);
    }

    public Incident restored(long atNanos) {
        return new Incident(
                id, cause, reason, onsetNanos, detectedNanos, Optional.of(atNanos), attempts, course.held(Optional.empty()));
    }

    public Incident relapsed(Fact.Cause newCause, Reason newReason) {
        return new Incident(id, newCause, newReason, onsetNanos, detectedNanos, Optional.empty(), attempts, course);
    }

    public Incident attempted() {
        return new Incident(id, cause, reason, onsetNanos, detectedNanos, restoredNanos, attempts + 1, course);
    }

    public Incident held(Optional<Hold> hold) {
        return with(course.held(hold));
    }

    public Incident diagnosed(Fact.Diagnosed diagnosis) {
        return with(course.diagnosed(diagnosis));
    }

    public Incident kept(Fact.EvidenceKept kept) {
        return with(course.kept(new Finding.Evidence(kept.path(), kept.bytes())));
    }

    public Incident taken(Rung rung) {
        return with(course.taken(rung));
    }

    public Incident proposed(Fact.Proposed proposal) {
        return with(course.proposed(proposal));
    }

    public Incident approved() {
        return with(course.approved());
    }

    public Incident acknowledged() {
        return with(course.acknowledged());
    }

    /// Why nothing is done at the moment.
    public Optional<Hold> hold() {
        return course.hold();
    }

    private Incident with(Course next) {
        return new Incident(id, cause, reason, onsetNanos, detectedNanos, restoredNanos, attempts, next);
    }
}
