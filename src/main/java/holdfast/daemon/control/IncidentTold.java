package holdfast.daemon.control;

import holdfast.journal.IncidentRecord;
import holdfast.journal.IncidentRecord.Moment;
import holdfast.model.Fact;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One incident in a line, on the clock of people.
///
/// @param onset the last good evidence before it: an upper bound of when it truly began
/// @param restored when it was last good again; absent while it is bad
/// @param detectNanos from onset to detection, measured on the monotonic clock
/// @param recoverNanos from onset to good again, measured on the monotonic clock
/// @param actions starts made to repair it
/// @param relapses how often it was bad again before it was proven good
/// @param parked whether Holdfast gave up at least once
public record IncidentTold(
        long id,
        ServiceId service,
        Fact.Cause cause,
        Reason reason,
        Instant onset,
        Instant detected,
        Optional<Instant> restored,
        Optional<Instant> closed,
        Optional<Fact.Closing> closing,
        long detectNanos,
        Optional<Long> recoverNanos,
        int actions,
        int relapses,
        boolean parked) {
    /// Out of its facts, as [Served#incident] gives them. Empty when the one that opened it is not among them.
    public static Optional<IncidentTold> of(long id, List<Stamped> facts) {
        return IncidentRecord.of(id, facts).map(IncidentTold::of);
    }

    public static IncidentTold of(IncidentRecord record) {
        return new IncidentTold(
                record.id(),
                record.service(),
                record.cause(),
                record.reason(),
                wall(record.onset()),
                wall(record.detected()),
                record.restored().map(IncidentTold::wall),
                record.closed().map(IncidentTold::wall),
                record.closing(),
                record.detected().atNanos() - record.onset().atNanos(),
                record.restored().map(restored -> restored.atNanos() - record.onset().atNanos()),
                record.actions(),
                record.relapses(),
                record.parked());
    }

    private static Instant wall(Moment moment) {
        return Instant.ofEpochMilli(moment.wallMillis());
    }
}
