package holdfast.driver.command;

import holdfast.driver.Machine;
import holdfast.driver.Token;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTable;
import holdfast.linux.Reading;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Whether the process that a pid file names is the service.
///
/// | evidence | means |
/// |---|---|
/// | it carries our mark | it is |
/// | it looks as the service did when it was last proven | it is |
/// | it looks otherwise, and began after the file was written | a stranger that has got the number |
/// | nothing is known of its looks, and it began before the file was written | it is: who else would have written it |
/// | nothing is known of its looks, and it began later | a stranger |
///
/// Threading: any.
final class Suspect {
    /// Milliseconds by which the times of a file and of a process may differ: both have their own grain.
    private static final long SLACK_MILLIS = 2_000;

    private static final long TICK_MILLIS = 10;

    private final Machine machine;
    private final ProcessTable table;

    Suspect(Machine machine) {
        this.machine = machine;
        ProcessLookups lookups = machine.lookups();
        this.table = lookups.table();
    }

    /// Gone = no such process, or not this service.
    Reading<ProcessIdentity> identify(PidFile.Names named, ServiceId service, Portrait portrait) {
        return table.stat(named.pid()).then(stat -> {
            boolean isIt = !stat.hasEnded()
                    && (isMarked(named.pid(), service) || looksLikeIt(stat, named, portrait));
            return isIt
                    ? new Reading.Found<>(new ProcessIdentity(stat.pid(), stat.startTicks(), machine.bootId()))
                    : new Reading.Gone<>();
        });
    }

    private boolean isMarked(long pid, ServiceId service) {
        List<String> environment = table.environment(pid).found().orElse(List.of());
        return Token.find(machine.instance(), service, environment).isPresent();
    }

    private boolean looksLikeIt(ProcessStat stat, PidFile.Names named, Portrait portrait) {
        Optional<String> kept = portrait.kept();
        boolean isAlike = kept.isPresent() && kept.equals(Portrait.of(table, stat.pid()));
        return isAlike || startedMillis(stat) <= named.writtenMillis() + SLACK_MILLIS;
    }

    /// By the wall clock, as the times of files are. Far in the future where it cannot be known.
    private static long startedMillis(ProcessStat stat) {
        try {
            String uptime = Files.readString(Path.of("/proc/uptime"), StandardCharsets.US_ASCII);
            double upMillis = Double.parseDouble(uptime.split(" ", 2)[0]) * 1000;
            return System.currentTimeMillis() - (long) (upMillis - stat.startTicks() * (double) TICK_MILLIS);
        } catch (IOException | NumberFormatException unreadable) {
            // Then only its looks can prove it.
            return Long.MAX_VALUE;
        }
    }
}
