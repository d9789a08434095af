package holdfast.linux;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;

/// Which processes are proven to belong to a service that Holdfast started, from what the system alone shows: they are in a cgroup
/// of the service, carry its mark, or descend from one that does. What has been proven at an earlier time and left no trace since
/// is not among them; whoever needs that remembers it.
///
/// What has ended is never counted, nor are we and our own ancestors, whatever our environment says: a Holdfast may itself have
/// been started by a Holdfast.
///
/// Threading: any.
public final class ServiceProcesses {
    /// Pid of the parent of all kernel threads.
    private static final long KERNEL_THREADS = 2;

    private final String instance;
    private final ProcessTable table;
    private final Cgroups cgroups;

    public ServiceProcesses(String instance, ProcessTable table, Cgroups cgroups) {
        this.instance = instance;
        this.table = table;
        this.cgroups = cgroups;
    }

    /// Living members of any incarnation, by start time.
    public Reading<List<ProcessStat>> all(String service) {
        return survey(service, _ -> true, cgroups.of(service));
    }

    /// Living members of one incarnation, by start time.
    public Reading<List<ProcessStat>> of(String service, long incarnation) {
        return survey(
                service,
                marked -> marked == incarnation,
                cgroups.existing(service, incarnation).stream().toList());
    }

    /// Living members of one incarnation and of all before it, by start time.
    public Reading<List<ProcessStat>> upTo(String service, long incarnation) {
        return survey(service, marked -> marked <= incarnation, cgroups.upTo(service, incarnation));
    }

    private Reading<List<ProcessStat>> survey(String service, LongPredicate wanted, List<Cgroup> homes) {
        return table.tree().map(tree -> {
            var proven = new HashSet<Long>();
            homes.forEach(cgroup -> proven.addAll(cgroup.members().found().orElse(List.of())));
            tree.those(stat -> isMarked(stat, service, wanted)).forEach(stat -> proven.add(stat.pid()));
            Set<Long> untouchable = ourselves(tree);
            return tree.withDescendants(proven).stream()
                    .filter(stat -> !stat.hasEnded() && !untouchable.contains(stat.pid()))
                    .toList();
        });
    }

    private boolean isMarked(ProcessStat stat, String service, LongPredicate wanted) {
        boolean isKernel = stat.pid() == KERNEL_THREADS || stat.parent() == KERNEL_THREADS;
        if (isKernel || stat.hasEnded()) {
            return false;
        }
        var marked = ProcessMark.find(instance, service, table.settledEnvironment(stat.pid()));
        return marked.isPresent() && wanted.test(marked.getAsLong());
    }

    /// Pids of init, of this process, and of all that it descends from.
    public static Set<Long> ourselves(ProcessTree tree) {
        var found = new HashSet<Long>();
        long pid = ProcessHandle.current().pid();
        found.add(1L);
        while (pid > 1 && found.add(pid)) {
            pid = tree.process(pid).map(ProcessStat::parent).orElse(0L);
        }
        return found;
    }
}
