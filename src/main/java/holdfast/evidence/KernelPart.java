package holdfast.evidence;

import holdfast.linux.CgroupFigures;
import holdfast.linux.KernelLog;
import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessSight;
import holdfast.linux.SysResult;
import holdfast.model.Finding;
import holdfast.model.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// What the kernel says: the figures of the cgroup, the lines of its log that may bear on the service, and whether it killed
/// something for want of memory.
final class KernelPart implements Part {
    private static final long WITHIN_NANOS = 1_000_000_000L;
    private static final int LINES_MAX = 200;

    /// Lines of the log that are worth keeping whomever they name: kills, crashes, hung tasks, failing disks.
    private static final Pattern TELLING = Pattern.compile("(?i)out of memory|oom|killed process|segfault|general protection|hung task"
            + "|blocked for more than|I/O error|EXT4-fs|XFS |remount|nf_conntrack: table full|possible SYN flooding");

    private final Supplier<SysResult<List<KernelLog.Line>>> log;
    private final MachineAccess machine;
    private final ProcessSight sight;
    private final MemoryKills kills;

    KernelPart(MachineAccess machine) {
        this(machine, KernelLog::tail);
    }

    /// @param log of the kernel, the oldest line first
    KernelPart(MachineAccess machine, Supplier<SysResult<List<KernelLog.Line>>> log) {
        this.log = log;
        this.machine = machine;
        this.sight = new ProcessSight(machine.table());
        this.kills = new MemoryKills(machine);
    }

    @Override
    public String name() {
        return "kernel.txt";
    }

    @Override
    public long withinNanos() {
        return WITHIN_NANOS;
    }

    @Override
    public Look look(Subject subject, Optional<Path> scratch) {
        var text = new StringBuilder();
        var findings = new ArrayList<Finding>();
        Optional<CgroupFigures> own = kills.own(subject);
        own.or(() -> subject.living().stream()
                        .findFirst()
                        .flatMap(stat -> CgroupFigures.ofProcess(machine.table(), stat.pid())))
                .ifPresent(figures -> text.append(told(figures)));
        SysResult<List<KernelLog.Line>> log = this.log.get();
        if (log instanceof SysResult.Failed<List<KernelLog.Line>>(int errno, String call, _)) {
            findings.add(new Finding.Unseen(Reason.of("evidence.kernel-log-unseen", call, errno)));
        }
        List<KernelLog.Line> lines = MemoryKills.lines(log);
        int logged = kills.inLog(lines, subject, own.map(CgroupFigures::directory), uptimeSeconds());
        int killed = Math.max(logged, own.map(figures -> kills.inCgroup(subject, figures)).orElse(0));
        if (killed > 0) {
            findings.addFirst(new Finding.OutOfMemoryKill(killed));
        }
        List<KernelLog.Line> telling = lines.stream().filter(line -> bearsOn(line, subject)).toList();
        telling.subList(Math.max(0, telling.size() - LINES_MAX), telling.size())
                .forEach(line -> text.append('[').append(line.uptimeSeconds()).append("] ").append(line.text()).append('\n'));
        return new Look(text.toString(), findings);
    }

    private boolean bearsOn(KernelLog.Line line, Subject subject) {
        return TELLING.matcher(line.text()).find()
                || subject.lastKnown(machine).filter(process -> names(line, process.pid())).isPresent()
                || subject.tree().stream().anyMatch(stat -> names(line, stat.pid()));
    }

    private static boolean names(KernelLog.Line line, long pid) {
        return line.text().contains("[" + pid + "]") || line.text().contains(" " + pid + " ") || line.text().contains("pid=" + pid);
    }

    private static String told(CgroupFigures figures) {
        var text = new StringBuilder(figures.directory().toString()).append('\n');
        new TreeMap<>(figures.files()).forEach((name, content) ->
                text.append(name).append(": ").append(content.strip().replace('\n', ';')).append('\n'));
        return text.append('\n').toString();
    }

    private long uptimeSeconds() {
        return sight.ofMachine("uptime")
                .found()
                .map(text -> (long) Double.parseDouble(text.split(" ", 2)[0]))
                .orElse(0L);
    }
}
