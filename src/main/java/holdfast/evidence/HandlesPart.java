package holdfast.evidence;

import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessSight;
import holdfast.linux.ProcessStat;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Open files, limits and sockets of the tree, and the environment of the main process.
final class HandlesPart implements Part {
    private static final int PROCESSES_MAX = 50;
    private static final int HANDLES_MAX = 500;
    private static final int SOCKETS_MAX = 500;
    private static final long WITHIN_NANOS = 2_000_000_000L;

    private final MachineAccess machine;
    private final ProcessSight sight;

    HandlesPart(MachineAccess machine) {
        this.machine = machine;
        this.sight = new ProcessSight(machine.table());
    }

    @Override
    public String name() {
        return "handles.txt";
    }

    @Override
    public long withinNanos() {
        return WITHIN_NANOS;
    }

    @Override
    public Look look(Subject subject, Optional<Path> scratch) {
        List<ProcessStat> living = subject.living();
        if (living.isEmpty()) {
            return Look.of("");
        }
        var text = new StringBuilder();
        for (ProcessStat stat : living.stream().limit(PROCESSES_MAX).toList()) {
            int open = machine.table().handles(stat.pid()).found().orElse(-1);
            text.append(stat.pid()).append(' ').append(stat.name()).append(" open=").append(open).append('\n');
            sight.handles(stat.pid(), HANDLES_MAX)
                    .found()
                    .orElse(List.of())
                    .forEach(handle -> text.append("  ").append(handle).append('\n'));
            sight.sockets(stat.pid()).found().orElse(List.of()).stream()
                    .limit(SOCKETS_MAX)
                    .forEach(socket -> text.append("  ").append(socket).append('\n'));
        }
        long first = subject.main().map(ProcessStat::pid).orElse(living.getFirst().pid());
        sight.text(first, "limits").found().ifPresent(limits -> text.append("\nlimits\n").append(limits));
        text.append("\nenvironment\n")
                .append(subject.redaction().environment(machine.table().environment(first).found().orElse(List.of())));
        return Look.of(text.toString());
    }
}
