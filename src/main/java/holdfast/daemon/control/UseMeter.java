package holdfast.daemon.control;

import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTree;
import holdfast.linux.TreeUsage;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceId;
import holdfast.model.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Measures what services use, when somebody asks.
///
/// Threading: any.
final class UseMeter {
    /// Clock ticks in a second, as the kernel shows them to programs: USER_HZ is 100 on every Linux of today.
    private static final double TICKS_PER_SECOND = 100;

    private static final double NANOS_PER_SECOND = 1e9;

    /// Looks closer together than this would measure noise: ticks are 10 ms.
    private static final long LEAST_NANOS = 500_000_000L;

    /// A look older than this says nothing of now.
    private static final long OLDEST_NANOS = 300_000_000_000L;

    private final ProcessLookups lookups;
    private final Map<ServiceId, Look> looks = new HashMap<>();

    /// What was seen of a service at one moment.
    private record Look(ProcessIdentity process, long cpuTicks, long atNanos, double percent) {}

    UseMeter(ProcessLookups lookups) {
        this.lookups = lookups;
    }

    /// Of every service that has a process and can be read.
    synchronized Map<ServiceId, Use> measure(Status status) {
        var uses = new HashMap<ServiceId, Use>();
        Optional<ProcessTree> tree = lookups.table().tree().found();
        if (tree.isEmpty()) {
            return uses;
        }
        for (Status.ServiceStatus service : status.services()) {
            service.process()
                    .flatMap(process -> measure(service.id(), process, tree.get(), status.atNanos()))
                    .ifPresent(use -> uses.put(service.id(), use));
        }
        return uses;
    }

    private Optional<Use> measure(ServiceId service, ProcessIdentity process, ProcessTree tree, long nowNanos) {
        List<ProcessStat> members = tree.withDescendants(process.pid());
        boolean isSame = tree.process(process.pid())
                .filter(stat -> stat.startTicks() == process.startTicks())
                .isPresent();
        if (!isSame) {
            return Optional.empty();
        }
        TreeUsage usage = lookups.usage(members);
        return Optional.of(new Use(usage.memoryBytes(), percent(service, process, usage.cpuTicks(), nowNanos)));
    }

    /// Since the last look that is far enough away; on a first look since the process started.
    private double percent(ServiceId service, ProcessIdentity process, long cpuTicks, long nowNanos) {
        Optional<Look> last = Optional.ofNullable(looks.get(service))
                .filter(look -> look.process().equals(process) && nowNanos - look.atNanos() < OLDEST_NANOS);
        if (last.isPresent() && nowNanos - last.get().atNanos() < LEAST_NANOS) {
            return last.get().percent();
        }
        double seconds = last.map(look -> (nowNanos - look.atNanos()) / NANOS_PER_SECOND)
                .orElseGet(() -> nowNanos / NANOS_PER_SECOND - process.startTicks() / TICKS_PER_SECOND);
        // A child that ended takes its ticks along, so the sum can shrink.
        long ticks = Math.max(0, cpuTicks - last.map(Look::cpuTicks).orElse(0L));
        double percent = seconds <= 0 ? 0 : 100 * ticks / TICKS_PER_SECOND / seconds;
        looks.put(service, new Look(process, cpuTicks, nowNanos, percent));
        return percent;
    }
}
