package holdfast.driver.systemd;

import holdfast.driver.Machine;
import holdfast.driver.Names;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Has systemd stop a unit, and proves that it is stopped: the unit is down and nothing lives in its cgroup.
///
/// How a unit is stopped, and when it is killed, is written in the unit (`TimeoutStopSec=`), not here. A unit that takes its time
/// is answered for as not stopped yet, and goes on stopping.
///
/// Threading: any; blocks its caller, who brings a virtual thread.
final class Stopping {
    /// Nanoseconds from the end of the stop job to the moment when what is left in the cgroup is called a survivor.
    private static final long LEFTOVER_NANOS = 2_000_000_000L;

    private final Machine machine;
    private final Link link;
    private final Members members;
    private final Freshness freshness;

    Stopping(Machine machine, Link link, Members members, Freshness freshness) {
        this.machine = machine;
        this.link = link;
        this.members = members;
        this.freshness = freshness;
    }

    /// @param nanos from now to the answer
    StopOutcome stop(String unit, UnitView view, long nanos) {
        long deadline = System.nanoTime() + nanos;
        try {
            UnitState before = view.read();
            freshness.look(before);
            ExitStatus status = new ExitStatus.Unknown();
            if (isUp(before) || before.hasJob()) {
                String job = link.manage("StopUnit", "ss", unit, "replace").getFirst().toString();
                Optional<String> _ = view.awaitJob(job, deadline);
                // As the signals left it: a unit that nobody refers to is unloaded when it is down, and reads like new.
                status = view.known().map(UnitState::exit).orElse(status);
            }
            UnitState after = view.read();
            // Somebody else's job may have taken the place of ours, such as a restart by hand.
            while (isUp(after) && after.hasJob() && !isAnotherRun(before, after) && System.nanoTime() < deadline) {
                view.awaitChange(after, deadline);
                after = view.read();
            }
            if (isAnotherRun(before, after)) {
                // What was to be stopped is gone, and what runs is theirs.
                return new StopOutcome.Gone(new ExitStatus.Unknown());
            }
            if (isUp(after)) {
                return new StopOutcome.NotProven(slow(unit, after, nanos));
            }
            return proof(view, status);
        } catch (IOException failed) {
            return new StopOutcome.NotProven(Refusals.reason(unit, failed));
        }
    }

    private static boolean isAnotherRun(UnitState before, UnitState after) {
        return after.activeState().equals("active")
                && before.mainPid() != 0
                && after.mainPid() != 0
                && before.mainPid() != after.mainPid();
    }

    private static boolean isUp(UnitState state) {
        return !state.activeState().equals("inactive") && !state.activeState().equals("failed");
    }

    private StopOutcome proof(UnitView view, ExitStatus status) throws IOException {
        long deadline = System.nanoTime() + LEFTOVER_NANOS;
        while (true) {
            UnitState state = view.read();
            // With these settings the owner wants processes to live on: sessions of sshd, for one.
            boolean mayLeaveSome = List.of("process", "none").contains(state.text("KillMode"));
            List<Long> left = mayLeaveSome ? List.of() : members.of(state.id());
            if (left.isEmpty()) {
                return new StopOutcome.Gone(status);
            }
            if (System.nanoTime() > deadline) {
                return new StopOutcome.NotProven(survivor(left.getFirst()));
            }
            view.awaitChange(state, Math.min(deadline, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100)));
        }
    }

    private Reason survivor(long pid) {
        return machine.lookups()
                .table()
                .stat(pid)
                .found()
                .map(stat -> Names.unkillable(machine, stat))
                .orElseGet(() -> Reason.of("driver.survives-kill", pid, ""));
    }

    private static Reason slow(String unit, UnitState state, long nanos) {
        long waited = TimeUnit.NANOSECONDS.toSeconds(nanos);
        long micros = state.number("TimeoutStopUSec");
        return micros == UnitState.INFINITE
                ? Reason.of("driver.systemd.stops-without-limit", unit, waited)
                : Reason.of("driver.systemd.stops-slowly", unit, waited, TimeUnit.MICROSECONDS.toSeconds(micros));
    }
}
