package holdfast.repair;

import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessCard;
import holdfast.linux.ProcessSight;
import holdfast.linux.Reading;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/// Who has a file open, by a look at the descriptors of every process, proc_pid_fd(5).
final class OpenFiles {
    private static final int HANDLES_MAX = 1_000_000;
    private static final int LOOKS_AGAIN = 10;
    private static final long LOOK_AGAIN_NANOS = 200_000_000L;

    private final MachineAccess machine;
    private final ProcessSight sight;

    OpenFiles(MachineAccess machine) {
        this.machine = machine;
        this.sight = new ProcessSight(machine.table());
    }

    /// @param holder the first one found
    /// @param unseen processes that were not to be looked at
    record Look(Optional<ProcessCard> holder, int unseen) {}

    /// Empty when not even the list of processes can be read. A check of our own that reads the file at this moment is waited for.
    ///
    /// @param files real paths
    Optional<Look> look(Collection<Path> files) {
        Set<String> wanted = new HashSet<>();
        files.forEach(file -> wanted.add(file.toString()));
        Optional<Look> look = machine.table().pids().found().map(pids -> look(pids, wanted));
        for (int again = 0; again < LOOKS_AGAIN && look.flatMap(Look::holder).filter(OpenFiles::isSelf).isPresent(); again++) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            look = machine.table().pids().found().map(pids -> look(pids, wanted));
        }
        return look;
    }

    private static boolean isSelf(ProcessCard card) {
        return card.pid() == ProcessHandle.current().pid();
    }

    private Look look(List<Long> pids, Set<String> wanted) {
        int unseen = 0;
        for (long pid : pids) {
            switch (sight.handles(pid, HANDLES_MAX)) {
                case Reading.Found<List<String>>(List<String> handles) -> {
                    boolean holds = handles.stream()
                            .map(handle -> handle.substring(handle.indexOf(' ') + 1))
                            .anyMatch(wanted::contains);
                    Optional<ProcessCard> card = holds ? machine.lookups().card(pid).found() : Optional.empty();
                    if (card.isPresent()) {
                        return new Look(card, unseen);
                    }
                }
                case Reading.Gone<List<String>> _ -> {} // ended meanwhile
                case Reading.Unreadable<List<String>> _ -> unseen++;
            }
        }
        return new Look(Optional.empty(), unseen);
    }
}
