package holdfast.daemon.control;

import holdfast.model.ServiceId;
import holdfast.model.Status;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// What the daemon shows of itself at one moment.
///
/// @param at wall time of `status.atNanos()`
/// @param vitals absent when no daemon is there to have any
public record Picture(About about, Instant at, Status status, Map<ServiceId, Use> use, Optional<Vitals> vitals) {
    public Picture(About about, Instant at, Status status, Map<ServiceId, Use> use) {
        this(about, at, status, use, Optional.empty());
    }

    public Picture {
        use = Map.copyOf(use);
    }

    /// Wall time of a monotonic one. Empty for "never".
    public Optional<Instant> wall(long nanos) {
        if (nanos == Long.MAX_VALUE || nanos == Long.MIN_VALUE) {
            return Optional.empty();
        }
        return Optional.of(at.plusNanos(nanos - status.atNanos()));
    }

    public Optional<Status.ServiceStatus> service(ServiceId id) {
        return status.services().stream().filter(service -> service.id().equals(id)).findFirst();
    }
}
