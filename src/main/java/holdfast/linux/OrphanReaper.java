package holdfast.linux;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Collects the dead that fall to Holdfast when it is the first process of its pid namespace, as in a container: whoever loses its
/// parent becomes its child, and stays a zombie until it takes note. Elsewhere that is init's.
///
/// What Holdfast started itself is left to its owner ([ExitWatch]); what merely was found and is watched has been told of by the
/// second look, in which alone anything is collected.
///
/// Threading: one at a time.
public final class OrphanReaper {
    private final Kernel kernel;
    private final ProcessTable table;
    private final ProcessDoor door;
    private final long self;
    private Set<ProcessKey> dead = Set.of();

    public OrphanReaper(MachineAccess machine, long self) {
        this.kernel = machine.kernel();
        this.table = machine.table();
        this.door = machine.door();
        this.self = self;
    }

    /// Whether orphans fall to the process with this pid.
    public static boolean isCalledFor(long self) {
        return self == 1;
    }

    /// One look; collects who was dead at the last one already. What cannot be read is left for the next.
    public void look() {
        List<ProcessStat> zombies = table.tree()
                .map(tree -> tree.those(stat -> stat.parent() == self && stat.hasEnded() && !OwnChildren.has(stat.pid())))
                .found()
                .orElse(List.of());
        var found = new HashSet<ProcessKey>();
        for (ProcessStat zombie : zombies) {
            var key = new ProcessKey(zombie.pid(), zombie.startTicks());
            if (dead.contains(key)) {
                reap(key);
            } else {
                found.add(key);
            }
        }
        dead = found;
    }

    private void reap(ProcessKey key) {
        door.open(key).found().ifPresent(process -> {
            try (process) {
                // ECHILD: somebody was faster.
                SysResult<Optional<Exit>> _ = kernel.reap(process);
            }
        });
    }
}
