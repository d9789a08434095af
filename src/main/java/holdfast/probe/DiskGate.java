package holdfast.probe;

import holdfast.model.CheckId;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// Lets each check look at a file system once at a time. No deadline ends a look at one whose server is gone, and no signal does; so
/// a check that hangs there is not sent after itself again and again, until no thread is left for the others.
///
/// Threading: any.
final class DiskGate {
    private final Set<CheckId> within = ConcurrentHashMap.newKeySet();

    ProbeResult through(CheckId check, Supplier<ProbeResult> look) {
        if (!within.add(check)) {
            return ProbeResult.of(Outcome.ERROR, Reason.of("probe.monitor.hangs"), 0);
        }
        try {
            return look.get();
        } finally {
            within.remove(check);
        }
    }
}
