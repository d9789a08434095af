package holdfast.driver.systemd;

import holdfast.driver.Machine;
import holdfast.driver.dbus.Call;
import holdfast.driver.dbus.Refused;
import holdfast.linux.ProcessStat;
import holdfast.model.ProcessIdentity;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The processes of a unit: those in its cgroup, as systemd lists them, and which of them is the main one.
///
/// Threading: any; blocks its caller, who brings a virtual thread.
final class Members {
    private static final String SERVICE = Link.SYSTEMD + ".Service";

    /// Clock ticks a second in what the kernel shows to users (`USER_HZ`), the same on every architecture that runs Java.
    private static final long MICROS_PER_TICK = 10_000;

    private final Machine machine;
    private final Link link;

    Members(Machine machine, Link link) {
        this.machine = machine;
        this.link = link;
    }

    /// Living processes in the unit's cgroup and below it.
    List<Long> of(String unit) throws IOException {
        try {
            List<Object> answer = link.call(Call.of(Link.SYSTEMD, UnitName.path(unit), SERVICE, "GetProcesses"));
            return answer.getFirst() instanceof List<?> processes
                    ? processes.stream().map(Members::pid).filter(this::isAlive).toList()
                    : List.of();
        } catch (Refused refused) {
            if (refused.name().equals("org.freedesktop.systemd1.NoSuchUnit")) {
                return List.of(); // no unit, so no cgroup
            }
            throw refused;
        }
    }

    /// The main process of an active unit. Where systemd knows none (a service that forks and leaves no pid file), the oldest
    /// process in the cgroup stands for it. Empty for a unit that is active without a process.
    Optional<ProcessIdentity> main(UnitState state) throws IOException {
        if (state.mainPid() != 0) {
            return Optional.of(identity(state, state.mainPid()));
        }
        return of(state.id()).stream()
                .flatMap(pid -> machine.lookups().table().stat(pid).found().stream())
                .min(Comparator.comparingLong(ProcessStat::startTicks))
                .map(stat -> new ProcessIdentity(stat.pid(), stat.startTicks(), machine.bootId()));
    }

    /// The main process of a run that is over already.
    Optional<ProcessIdentity> last(UnitState state) {
        long pid = state.number("ExecMainPID");
        return pid == 0 ? Optional.empty() : Optional.of(identity(state, pid));
    }

    /// What `/proc` says; for a process that has ended meanwhile, and is not going to be looked for, what systemd wrote down.
    private ProcessIdentity identity(UnitState state, long pid) {
        long written = state.number("ExecMainStartTimestampMonotonic") / MICROS_PER_TICK;
        long ticks = machine.lookups().table().stat(pid).found().map(ProcessStat::startTicks).orElse(written);
        return new ProcessIdentity(pid, ticks, machine.bootId());
    }

    private static long pid(Object process) {
        return process instanceof List<?> parts && parts.get(1) instanceof Long pid ? pid : 0;
    }

    private boolean isAlive(long pid) {
        return machine.lookups().table().stat(pid).found().filter(stat -> !stat.hasEnded()).isPresent();
    }
}
