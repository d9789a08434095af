package holdfast.evidence;

import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessSight;
import holdfast.linux.ProcessStat;
import holdfast.model.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The process tree: who is in which state, and in which function of the kernel it waits.
final class ProcessesPart implements Part {
    /// Processes shown; more of them look alike.
    private static final int PROCESSES_MAX = 200;

    /// Processes whose kernel stack is shown.
    private static final int STACKS_MAX = 20;

    /// Processes told that cannot go on.
    private static final int HALTED_MAX = 20;

    private static final long WITHIN_NANOS = 2_000_000_000L;

    private final MachineAccess machine;
    private final ProcessSight sight;

    ProcessesPart(MachineAccess machine) {
        this.machine = machine;
        this.sight = new ProcessSight(machine.table());
    }

    @Override
    public String name() {
        return "processes.txt";
    }

    @Override
    public long withinNanos() {
        return WITHIN_NANOS;
    }

    @Override
    public Look look(Subject subject, Optional<Path> scratch) {
        var text = new StringBuilder("pid ppid pgid sid state threads ticks memory wchan command\n");
        for (ProcessStat stat : subject.tree().stream().limit(PROCESSES_MAX).toList()) {
            text.append(line(subject, stat)).append('\n');
        }
        subject.living().stream().limit(STACKS_MAX).forEach(stat -> sight.text(stat.pid(), "stack")
                .found()
                .filter(stack -> !stack.isBlank())
                .ifPresent(stack -> text.append("\n/proc/").append(stat.pid()).append("/stack\n").append(stack)));
        subject.main()
                .flatMap(main -> sight.text(main.pid(), "status").found())
                .ifPresent(status -> text.append("\nstatus\n").append(status));
        var findings = new ArrayList<Finding>();
        subject.main().ifPresent(main ->
                findings.add(new Finding.MainProcess(main.pid(), main.state(), sight.waitChannel(main.pid()))));
        subject.living().stream()
                .filter(stat -> (stat.state() == 'T' || stat.state() == 'D') && !subject.main().equals(Optional.of(stat)))
                .limit(HALTED_MAX)
                .forEach(stat -> findings.add(new Finding.HaltedProcess(stat.pid(), stat.state(), sight.waitChannel(stat.pid()))));
        return new Look(subject.tree().isEmpty() ? "" : text.toString(), findings);
    }

    private String line(Subject subject, ProcessStat stat) {
        List<String> argv = machine.table().commandLine(stat.pid()).found().orElse(List.of());
        String memory = machine.table().memory(stat.pid()).found().map(String::valueOf).orElse("?");
        return stat.pid() + " " + stat.parent() + " " + stat.group() + " " + stat.session() + " " + stat.state() + " "
                + stat.threads() + " " + stat.cpuTicks() + " " + memory + " "
                + sight.waitChannel(stat.pid()).orElse("-") + " "
                + (argv.isEmpty() ? "[" + stat.name() + "]" : subject.redaction().command(argv));
    }
}
