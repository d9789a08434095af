package holdfast.driver.docker;

import holdfast.linux.ProcessSight;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTable;
import holdfast.linux.Reading;
import holdfast.model.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// What tells the first process of a container from every other. The pid that the engine shows is one of its own pid namespace: of
/// this machine only where the kernel confirms that this very process is in this very container. Otherwise (an engine elsewhere, or
/// in a virtual machine) the container's id and the time of its start stand in for boot and start ticks.
///
/// Threading: any.
final class Identities {
    /// Nanoseconds of a clock tick of the kernel, 100 a second.
    private static final long TICK_NANOS = 10_000_000L;

    private static final int ID_CHARACTERS = 12;

    /// Stands before the id of a container whose process cannot be seen from here.
    private static final String ELSEWHERE = "docker:";

    private final ProcessTable table;
    private final String bootId;

    Identities(ProcessTable table, String bootId) {
        this.table = table;
        this.bootId = bootId;
    }

    ProcessIdentity of(Container container) {
        if (container.pid() > 0
                && isIn(container.pid(), container.id())
                && table.stat(container.pid()) instanceof Reading.Found<ProcessStat>(ProcessStat stat)) {
            return new ProcessIdentity(container.pid(), stat.startTicks(), bootId);
        }
        Instant at = container.startedAt();
        long ticks = at.getEpochSecond() * (1_000_000_000L / TICK_NANOS) + at.getNano() / TICK_NANOS;
        String id = container.id();
        return new ProcessIdentity(
                container.pid(), ticks, ELSEWHERE + id.substring(0, Math.min(ID_CHARACTERS, id.length())));
    }

    /// Whether it has a handler for this signal. Where its process cannot be seen from here, it is believed to.
    boolean handles(ProcessIdentity process, int signal) {
        return !process.bootId().equals(bootId) || new ProcessSight(table).catches(process.pid(), signal);
    }

    /// It was a process of this machine before the machine was restarted.
    boolean isOfOtherBoot(ProcessIdentity process) {
        return !process.bootId().equals(bootId) && !process.bootId().startsWith(ELSEWHERE);
    }

    /// The name of a container's cgroup holds its id, whoever makes the cgroup (`docker/ID`, `docker-ID.scope`).
    private static boolean isIn(long pid, String id) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cgroup"), StandardCharsets.UTF_8).contains(id);
        } catch (IOException gone) {
            // Not a process of this machine, or not any more.
            return false;
        }
    }
}
