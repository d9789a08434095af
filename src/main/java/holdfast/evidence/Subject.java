package holdfast.evidence;

import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessStat;
import holdfast.model.Command;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;

/// What is looked at.
///
/// @param main the main process last known, if it is there still: as a zombie too
/// @param tree it and all that belongs to it, zombies included, by start time; not empty also when only the rest of it is left
/// @param isSeen false when the process table could not be read, or not in time: what is not in the tree may belong to it all the same
/// @param redaction knows the secrets of this service
record Subject(
        Command.Examine command,
        ServiceSpec service,
        Optional<ProcessStat> main,
        List<ProcessStat> tree,
        boolean isSeen,
        Redaction redaction) {
    Subject {
        tree = List.copyOf(tree);
    }

    /// Those that run.
    List<ProcessStat> living() {
        return tree.stream().filter(stat -> !stat.hasEnded()).toList();
    }

    boolean holds(long pid) {
        return tree.stream().anyMatch(stat -> stat.pid() == pid);
    }

    /// The main process last known, of this boot, dead or alive.
    Optional<ProcessIdentity> lastKnown(MachineAccess machine) {
        return command.process().filter(process -> process.bootId().equals(machine.bootId()));
    }
}
