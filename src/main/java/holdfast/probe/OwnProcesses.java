package holdfast.probe;

import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTable;
import holdfast.linux.Reading;
import holdfast.model.ProcessIdentity;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The processes of one service: its main process, what descends from it, and what carries the same token in its environment.
/// The token finds those that left the tree by a double fork.
///
/// Threading: one probe.
final class OwnProcesses {
    /// Every service is started with this variable; its value is different for every incarnation.
    private static final String TOKEN = "HOLDFAST_TOKEN=";

    private final ProcessTable table;
    private final ProcessStat main;
    private final List<ProcessStat> members;
    private final Set<ProcessKey> keys;

    private OwnProcesses(ProcessTable table, ProcessStat main, List<ProcessStat> members) {
        this.table = table;
        this.main = main;
        this.members = members;
        this.keys = members.stream().map(ProcessStat::key).collect(Collectors.toUnmodifiableSet());
    }

    /// @throws ProbeFailure when there is no such process, or it cannot be found out
    static OwnProcesses of(ProcessLookups lookups, ProcessIdentity identity) throws ProbeFailure {
        ProcessTable table = lookups.table();
        ProcessStat main = main(table, identity);
        List<ProcessStat> members = read(lookups.members(identity.pid()), identity.pid());
        return new OwnProcesses(table, main, members);
    }

    /// The main process itself, whatever its state.
    static ProcessStat main(ProcessTable table, ProcessIdentity identity) throws ProbeFailure {
        if (!read(table.bootId(), identity.pid()).equals(identity.bootId())) {
            throw ProbeFailure.fail("probe.process.gone", identity.pid());
        }
        return read(table.stat(new ProcessKey(identity.pid(), identity.startTicks())), identity.pid());
    }

    /// A process that is gone is a finding; one that cannot be looked at says nothing.
    static <T> T read(Reading<T> reading, long pid) throws ProbeFailure {
        return switch (reading) {
            case Reading.Found<T>(T value) -> value;
            case Reading.Gone<T> _ -> throw ProbeFailure.fail("probe.process.gone", pid);
            case Reading.Unreadable<T>(String subject, String cause) ->
                throw ProbeFailure.error("probe.process.unreadable", subject, cause);
        };
    }

    ProcessStat main() {
        return main;
    }

    /// By start time, zombies included.
    List<ProcessStat> members() {
        return members;
    }

    boolean owns(ProcessKey process) {
        if (keys.contains(process)) {
            return true;
        }
        Optional<String> token = token(main.pid());
        return token.isPresent() && token.equals(token(process.pid()));
    }

    private Optional<String> token(long pid) {
        return table.environment(pid)
                .found()
                .flatMap(variables -> variables.stream().filter(variable -> variable.startsWith(TOKEN)).findFirst());
    }
}
