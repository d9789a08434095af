package holdfast.daemon;

import holdfast.model.Event;
import holdfast.model.Fleet;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Status;
import holdfast.model.Status.ServiceStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Has every service looked at for rivals when it has come to run as another process, and now and then besides: a cron job may be
/// written at any time.
///
/// Threading: one at a time.
final class RivalWatch {
    /// Nanoseconds between two looks at a service that runs on as it is.
    private static final long AGAIN_NANOS = 300_000_000_000L;

    private final Rivals rivals;
    private final Supplier<Fleet> fleet;
    private final Consumer<Event> inbox;
    private final Map<ServiceId, Looked> looked = new HashMap<>();

    private record Looked(ServiceSpec spec, Optional<ProcessIdentity> process, long atNanos) {}

    RivalWatch(Rivals rivals, Supplier<Fleet> fleet, Consumer<Event> inbox) {
        this.rivals = rivals;
        this.fleet = fleet;
        this.inbox = inbox;
    }

    /// Looks at whatever is due.
    void round(Status status) {
        Fleet now = fleet.get();
        looked.keySet().removeIf(id -> now.index(id).isEmpty());
        for (ServiceStatus service : status.services()) {
            now.index(service.id()).ifPresent(i -> look(now.service(i), service.process(), status.atNanos()));
        }
    }

    private void look(ServiceSpec service, Optional<ProcessIdentity> process, long nowNanos) {
        Optional<Looked> before = Optional.ofNullable(looked.get(service.id()));
        boolean isDue = before.filter(last -> last.spec().equals(service)
                        && last.process().equals(process)
                        && nowNanos - last.atNanos() < AGAIN_NANOS)
                .isEmpty();
        if (!isDue) {
            return;
        }
        rivals.of(service, process).ifPresent(found -> inbox.accept(new Event.RivalsSeen(service.id(), found)));
        looked.put(service.id(), new Looked(service, process, nowNanos));
    }
}
