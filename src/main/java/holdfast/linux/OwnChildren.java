package holdfast.linux;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Pids of the children that this process has started and not reaped: theirs are the pids that cannot be anybody else's.
///
/// Threading: any.
final class OwnChildren {
    /// One for the process, as its children are.
    private static final Set<Long> PIDS = ConcurrentHashMap.newKeySet();

    private OwnChildren() {}

    static void started(long pid) {
        PIDS.add(pid);
    }

    static void reaped(long pid) {
        PIDS.remove(pid);
    }

    static boolean has(long pid) {
        return PIDS.contains(pid);
    }
}
