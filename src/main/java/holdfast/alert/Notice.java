package holdfast.alert;

import holdfast.model.Fact.AlertKind;
import java.util.Optional;

/// Decides what is due to be told of an incident.
///
/// | the incident | told so far | due | because |
/// |---|---|---|---|
/// | parked | not that | GAVE_UP, at once | nobody works on it any more |
/// | open, not restored, for `notifyAfter` | nothing | DOWN | what heals within that time is no reason to wake anybody |
/// | needs a person (a stop that cannot be proven) | nothing | DOWN, at once | waiting will not mend it |
/// | held by a dependency | nothing | nothing | the dependency's own incident is told |
/// | closed | something | RECOVERED | every "down" has exactly one "recovered" |
/// | closed | nothing | SELF_HEALED | for the morning's reading |
public final class Notice {
    private Notice() {}

    /// While the incident is open.
    public static Optional<AlertKind> whileOpen(Told told, Case open, long nowNanos) {
        if (open.isParked() && !open.isRestored()) {
            return told.gaveUp() ? Optional.empty() : Optional.of(AlertKind.GAVE_UP);
        }
        if (told.anything() || open.isRestored() || open.isHeld()) {
            return Optional.empty();
        }
        boolean due = open.needsPerson() || nowNanos >= open.dueNanos();
        return due ? Optional.of(AlertKind.DOWN) : Optional.empty();
    }

    /// When it closes.
    public static AlertKind onClosing(Told told) {
        return told.anything() ? AlertKind.RECOVERED : AlertKind.SELF_HEALED;
    }

    /// When [#whileOpen] wants to be asked again; empty when time alone changes nothing.
    public static Optional<Long> dueNanos(Told told, Case open) {
        boolean waits = !told.anything() && !open.isRestored() && !open.isParked() && !open.isHeld();
        return waits ? Optional.of(open.dueNanos()) : Optional.empty();
    }

    /// What of an incident matters here.
    ///
    /// @param dueNanos detection plus `notifyAfter`
    public record Case(boolean isParked, boolean isRestored, boolean isHeld, boolean needsPerson, long dueNanos) {}
}
