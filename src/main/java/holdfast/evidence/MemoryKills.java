package holdfast.evidence;

import holdfast.linux.CgroupFigures;
import holdfast.linux.KernelLog;
import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessStat;
import holdfast.linux.SysResult;
import holdfast.model.DriverSpec;
import holdfast.model.ProcessIdentity;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Whether the kernel killed something of a service for want of memory. Its log names pid and cgroup of each it killed
/// (`mm/oom_kill.c`); a cgroup counts them, without saying when.
final class MemoryKills {
    private static final Pattern KILLED = Pattern.compile("Killed process (\\d+) ");
    private static final Pattern CGROUP = Pattern.compile("task_memcg=(/[^,]*),");

    /// Seconds: what was killed longer ago than this, while the main process lives on, is not what troubles the service now.
    private static final long RECENT_SECONDS = 600;

    private static final long TICKS_PER_SECOND = 100;

    private final MachineAccess machine;

    MemoryKills(MachineAccess machine) {
        this.machine = machine;
    }

    /// In the kernel log, and which lines say so.
    ///
    /// @param cgroup of the service, when it is its own
    int inLog(List<KernelLog.Line> log, Subject subject, Optional<Path> cgroup, long uptimeSeconds) {
        Optional<ProcessIdentity> last = subject.lastKnown(machine);
        long since = subject.main().filter(stat -> !stat.hasEnded()).isPresent()
                ? uptimeSeconds - RECENT_SECONDS
                : last.map(process -> process.startTicks() / TICKS_PER_SECOND).orElse(uptimeSeconds - RECENT_SECONDS);
        Set<Long> pids = new HashSet<>();
        last.ifPresent(process -> pids.add(process.pid()));
        subject.tree().forEach(stat -> pids.add(stat.pid()));
        int kills = 0;
        boolean isOfCgroup = false;
        for (KernelLog.Line line : log) {
            Matcher place = CGROUP.matcher(line.text());
            if (place.find()) {
                isOfCgroup = cgroup.filter(own -> own.endsWith(place.group(1).substring(1))).isPresent();
            }
            Matcher killed = KILLED.matcher(line.text());
            // Stamps are whole seconds, and a process may die in the one it began in.
            if (killed.find() && line.uptimeSeconds() >= since) {
                kills += isOfCgroup || pids.contains(Long.parseLong(killed.group(1))) ? 1 : 0;
                isOfCgroup = false;
            }
        }
        return kills;
    }

    /// In the cgroup, when it is the service's own.
    int inCgroup(Subject subject, CgroupFigures figures) {
        boolean mainLives = subject.main().filter(stat -> !stat.hasEnded()).isPresent();
        return mainLives || !subject.isSeen() ? 0 : figures.memoryKills().orElse(0);
    }

    /// The cgroup that holds the service and nothing else.
    Optional<CgroupFigures> own(Subject subject) {
        String name = subject.service().id().name();
        // It goes as soon as all in it have ended, maybe while it is read.
        Optional<CgroupFigures> made = subject.command().last().flatMap(run -> machine.cgroups()
                .existing(name, run.number())
                .flatMap(cgroup -> CgroupFigures.read(cgroup.directory()))
                .filter(figures -> !figures.files().isEmpty())
                .or(() -> machine.cgroups().last(name, run.number())));
        return made.or(() -> subject.living().stream()
                .findFirst()
                .flatMap(stat -> CgroupFigures.ofProcess(machine.table(), stat.pid()))
                .filter(figures -> isOwn(subject, figures)));
    }

    private static boolean isOwn(Subject subject, CgroupFigures figures) {
        return switch (subject.service().driver()) {
            case DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _ -> true;
            case DriverSpec.Run _, DriverSpec.Pm2 _, DriverSpec.Commands _, DriverSpec.Watch _ ->
                figures.holdsOnly(subject.living().stream().map(ProcessStat::pid).collect(Collectors.toSet()));
        };
    }

    static List<KernelLog.Line> lines(SysResult<List<KernelLog.Line>> log) {
        return switch (log) {
            case SysResult.Ok<List<KernelLog.Line>>(List<KernelLog.Line> lines) -> lines;
            case SysResult.Failed<List<KernelLog.Line>> _ -> List.of();
        };
    }
}
