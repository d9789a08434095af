package holdfast.driver.pm2;

import holdfast.driver.Machine;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTree;
import holdfast.linux.Reading;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which processes are proven to belong to an app of PM2. The proofs, any of which is enough:
///
/// | proof | finds |
/// |---|---|
/// | PM2 names it, and it is PM2's child | the app itself |
/// | the app's `unique_id` in its environment | double forks, other sessions, what outlived PM2 |
/// | in the session of a proven one that still has its pid | who wiped its environment |
/// | descends from a proven one | the rest |
///
/// A PM2 daemon never belongs to an app, nor does anything below it: a deploy hook that itself runs under PM2 and calls
/// `pm2 update` leaves its mark on the new daemon. Neither do we and our ancestors, since Holdfast may run under PM2 as well.
///
/// Threading: any.
final class Kin {
    private static final String IN_CLUSTER = "pm2_env=";

    private final Machine machine;

    Kin(Machine machine) {
        this.machine = machine;
    }

    /// Living members, by start time.
    ///
    /// @param marks of the apps; an empty one proves nothing
    /// @param known proven earlier
    /// @param spared processes that, with all below them, are not meant
    Reading<List<ProcessStat>> of(Collection<String> marks, Set<ProcessKey> known, Set<ProcessKey> spared) {
        return machine.lookups().table().tree().map(tree -> {
            var proven = new HashSet<Long>();
            Set<Long> untouchable = untouchable(tree, spared);
            for (ProcessStat stat : tree.all()) {
                boolean isMember = !stat.hasEnded()
                        && !untouchable.contains(stat.pid())
                        && (isKnown(tree, stat, known)
                                || proven.contains(stat.parent())
                                || isMarked(stat.pid(), marks))
                        && !God.isAny(machine, stat.pid());
                if (isMember) {
                    proven.add(stat.pid());
                }
            }
            return tree.those(stat -> proven.contains(stat.pid()));
        });
    }

    /// PM2's child, so what PM2 says of it is true.
    static boolean isChild(Machine machine, ProcessKey child, ProcessKey god) {
        return machine.lookups()
                .table()
                .stat(child)
                .found()
                .filter(stat -> stat.parent() == god.pid())
                .isPresent();
    }

    private static boolean isKnown(ProcessTree tree, ProcessStat stat, Set<ProcessKey> known) {
        return known.contains(stat.key())
                || tree.process(stat.session())
                        .filter(leader -> known.contains(leader.key()))
                        .isPresent();
    }

    /// A worker of a cluster inherits the environment of the daemon, and with it perhaps the mark of another app; its own is in
    /// the JSON that PM2 hands it.
    boolean isMarked(long pid, Collection<String> marks) {
        List<String> environment =
                machine.lookups().table().environment(pid).found().orElse(List.of());
        return environment.stream()
                .filter(entry -> entry.startsWith(IN_CLUSTER))
                .findFirst()
                .map(entry -> marks.stream().anyMatch(mark -> !mark.isEmpty() && entry.contains("\"unique_id\":\"" + mark + "\"")))
                .orElseGet(() -> marks.stream().anyMatch(mark -> !mark.isEmpty() && environment.contains("unique_id=" + mark)));
    }

    private Set<Long> untouchable(ProcessTree tree, Set<ProcessKey> spared) {
        var found = new HashSet<Long>();
        found.add(1L);
        for (long pid = ProcessHandle.current().pid(); pid > 1 && found.add(pid); ) {
            pid = tree.process(pid).map(ProcessStat::parent).orElse(0L);
        }
        for (ProcessStat stat : tree.all()) {
            if (spared.contains(stat.key())) {
                tree.withDescendants(stat.pid()).forEach(one -> found.add(one.pid()));
            }
        }
        return found;
    }
}
