package holdfast.daemon;

import holdfast.model.ServiceId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/// The alarms of the services: one each, the last one set counts.
///
/// Threading: loop.
final class Alarms {
    private final Map<ServiceId, Alarm> byService = new HashMap<>();
    private final TreeSet<Alarm> byTime =
            new TreeSet<>(Comparator.comparingLong(Alarm::atNanos).thenComparing(Alarm::service));

    /// A moment a service wants to be woken at.
    record Alarm(ServiceId service, long atNanos) {}

    void set(ServiceId service, long atNanos) {
        var alarm = new Alarm(service, atNanos);
        Alarm before = byService.put(service, alarm);
        if (before != null) {
            byTime.remove(before);
        }
        byTime.add(alarm);
    }

    /// Takes the earliest alarm, if its time has come.
    Optional<Alarm> due(long nowNanos) {
        if (byTime.isEmpty() || byTime.first().atNanos() > nowNanos) {
            return Optional.empty();
        }
        Alarm first = byTime.removeFirst();
        byService.remove(first.service());
        return Optional.of(first);
    }

    OptionalLong nextNanos() {
        return byTime.isEmpty() ? OptionalLong.empty() : OptionalLong.of(byTime.first().atNanos());
    }
}
