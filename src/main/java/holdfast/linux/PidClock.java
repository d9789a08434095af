package holdfast.linux;

import java.nio.file.Path;
import java.util.OptionalLong;

/// How far the giving out of pids had come at one moment. The kernel gives out ascending numbers and begins anew at `pidMax`, so
/// as long as it has not come round, whoever was born after a process has a higher pid than it: then only those need to be looked
/// at, which on a busy machine are a handful of hundreds.
///
/// @param forks processes and threads made since boot, `processes` in `/proc/stat`; in a pid namespace those of the whole machine
/// @param living processes and threads there are, fourth field of `/proc/loadavg`
/// @param lastPid last pid given out, fifth field of `/proc/loadavg`
/// @param pidMax `/proc/sys/kernel/pid_max`
public record PidClock(long forks, long living, long lastPid, long pidMax) {
    static Reading<PidClock> read(Path proc) {
        return ProcFile.text(proc.resolve("loadavg")).then(load -> ProcFile.text(proc.resolve("sys/kernel/pid_max"))
                .then(most -> forks(proc).then(forks -> {
                    String[] fields = load.trim().split(" ", -1);
                    String[] tasks = fields.length < 5 ? new String[0] : fields[3].split("/", -1);
                    return tasks.length < 2
                            ? new Reading.Gone<>()
                            : new Reading.Found<>(new PidClock(
                                    forks,
                                    Long.parseLong(tasks[1]),
                                    Long.parseLong(fields[4]),
                                    Long.parseLong(most.trim())));
                })));
    }

    /// Whether, at the moment `now`, all that were born since this moment have pids above `pid`, which was given out around this
    /// moment. To come round to a lower pid and still stand above it, the kernel would have to make, or find taken, nearly all
    /// numbers there are: neither half of them was made since, nor half of them taken.
    public boolean isAscending(long pid, PidClock now) {
        return now.lastPid >= pid && now.forks - forks < pidMax / 2 && now.living < pidMax / 2;
    }

    private static Reading<Long> forks(Path proc) {
        return ProcFile.text(proc.resolve("stat")).then(text -> {
            OptionalLong forks = text.lines()
                    .filter(line -> line.startsWith("processes "))
                    .mapToLong(line -> Long.parseLong(line.substring("processes ".length()).trim()))
                    .findFirst();
            return forks.isPresent() ? new Reading.Found<>(forks.getAsLong()) : new Reading.Gone<>();
        });
    }
}
