package holdfast.driver;

import holdfast.linux.Cgroup;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTree;
import holdfast.linux.Reading;
import holdfast.linux.ServiceProcesses;
import holdfast.model.Incarnation;
import holdfast.model.ServiceId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Which processes are proven to belong to a service. The proofs, any of which is enough:
///
/// | proof | finds | misses |
/// |---|---|---|
/// | in a cgroup of the service | everything | what was started before the cgroup was there |
/// | our token in its environment | double forks, other sessions | who wiped its environment, and who may not be read |
/// | in the session of a main process that still has its pid | who wiped its environment (nginx, PostgreSQL) | other sessions |
/// | descends from a proven one | the rest | who lost its parent |
///
/// A session number alone proves nothing once the leader is gone: the number may be another's by then. What has ended (a zombie)
/// is never counted: it holds nothing, and only its parent can take it away. We and our own ancestors never belong, whatever our
/// environment says: a Holdfast may itself have been started by a Holdfast.
///
/// Who was proven once is remembered by pid and start time, and stays proven after its parent and its session are gone.
///
/// Threading: any.
public final class Family {
    /// Pid of the parent of all kernel threads.
    private static final long KERNEL_THREADS = 2;

    private final Machine machine;
    private final ServiceId service;
    private final Set<ProcessKey> known;

    /// @param known processes proven earlier, the main process first of all; those that are gone do no harm
    public Family(Machine machine, ServiceId service, Collection<ProcessKey> known) {
        this.machine = machine;
        this.service = service;
        this.known = ConcurrentHashMap.newKeySet();
        this.known.addAll(known);
    }

    /// All that were proven so far, dead or alive.
    Set<ProcessKey> known() {
        return Set.copyOf(known);
    }

    /// Living members of any incarnation, by start time.
    public Reading<List<ProcessStat>> all() {
        return survey(_ -> true, machine.cgroups().of(service.name()), 0);
    }

    /// Living members of one incarnation, by start time.
    public Reading<List<ProcessStat>> of(Incarnation incarnation) {
        return of(incarnation, 0);
    }

    /// The same, for a caller who knows that all of them have this pid or a higher one.
    Reading<List<ProcessStat>> of(Incarnation incarnation, long lowestPid) {
        return survey(
                incarnation::equals,
                machine.cgroups().existing(service.name(), incarnation.number()).stream().toList(),
                lowestPid);
    }

    private Reading<List<ProcessStat>> survey(Predicate<Incarnation> wanted, List<Cgroup> cgroups, long lowestPid) {
        return machine.table().tree(lowestPid).map(tree -> {
            var proven = new HashSet<Long>();
            cgroups.forEach(cgroup -> proven.addAll(cgroup.members().found().orElse(List.of())));
            for (ProcessStat stat : tree.all()) {
                if (isKnown(tree, stat) || isMarked(stat.pid(), wanted, stat)) {
                    proven.add(stat.pid());
                }
            }
            Set<Long> untouchable = ServiceProcesses.ourselves(tree);
            List<ProcessStat> living = tree.withDescendants(proven).stream()
                    .filter(stat -> !stat.hasEnded() && !untouchable.contains(stat.pid()))
                    .toList();
            living.forEach(stat -> known.add(stat.key()));
            return living;
        });
    }

    private boolean isKnown(ProcessTree tree, ProcessStat stat) {
        return known.contains(stat.key())
                || tree.process(stat.session())
                        .filter(leader -> known.contains(leader.key()))
                        .isPresent();
    }

    private boolean isMarked(long pid, Predicate<Incarnation> wanted, ProcessStat stat) {
        boolean isKernel = pid == KERNEL_THREADS || stat.parent() == KERNEL_THREADS;
        return !isKernel
                && !stat.hasEnded()
                && Token.find(machine.instance(), service, machine.table().settledEnvironment(pid)).filter(wanted).isPresent();
    }
}
