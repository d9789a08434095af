package holdfast.journal;

import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import java.util.List;

/// Questions about the past. Times are placed on this boot's clock, as in [Journal#replay].
///
/// Threading: any.
public interface History {
    /// The newest incidents, newest first.
    ///
    /// @param limit at most so many, at least 1
    List<IncidentRecord> incidents(int limit) throws JournalUnavailable;

    /// One incident's facts in order: everything that happened to its service from the turn that opened it to the last fact that
    /// names it, or to this moment while it is open. Empty when the journal knows no such incident.
    List<Stamped> incident(long id) throws JournalUnavailable;

    /// The newest facts of one service, oldest first.
    List<Stamped> recent(ServiceId service, int limit) throws JournalUnavailable;

    /// The newest facts of all services, oldest first.
    List<Stamped> recent(int limit) throws JournalUnavailable;

    /// How often this service was started to repair it, as far back as the journal goes.
    long restarts(ServiceId service) throws JournalUnavailable;
}
