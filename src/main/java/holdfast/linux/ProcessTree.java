package holdfast.linux;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// All processes as they were at one moment, and who descends from whom. A process whose parent has died belongs to init, so
/// descent alone never finds all that a service has started: see cgroup and environment token for that.
///
/// Threading: any; immutable.
public final class ProcessTree {
    private final Map<Long, ProcessStat> stats;

    ProcessTree(Map<Long, ProcessStat> stats) {
        this.stats = stats;
    }

    public Optional<ProcessStat> process(long pid) {
        return Optional.ofNullable(stats.get(pid));
    }

    /// All, by start time: parents before their children.
    public List<ProcessStat> all() {
        return those(stat -> true);
    }

    /// By start time.
    public List<ProcessStat> those(Predicate<ProcessStat> wanted) {
        return stats.values().stream()
                .filter(wanted)
                .sorted(Comparator.comparing(ProcessStat::key))
                .toList();
    }

    /// The process itself, if it is there, and everything that descends from it; zombies included; by start time.
    public List<ProcessStat> withDescendants(long pid) {
        return withDescendants(Set.of(pid));
    }

    public List<ProcessStat> withDescendants(Set<Long> pids) {
        var found = new HashSet<Long>(pids);
        var wave = new ArrayList<Long>(pids);
        while (!wave.isEmpty()) {
            var parents = Set.copyOf(wave);
            wave.clear();
            for (ProcessStat stat : stats.values()) {
                if (parents.contains(stat.parent()) && found.add(stat.pid())) {
                    wave.add(stat.pid());
                }
            }
        }
        return those(stat -> found.contains(stat.pid()));
    }

    /// Everything in the session that `leader` opened with setsid(2), whether the leader lives or not.
    public List<ProcessStat> session(long leader) {
        return those(stat -> stat.session() == leader);
    }
}
