package holdfast.driver.systemd;

import holdfast.model.ExitStatus;
import holdfast.model.Reason;

/// What a unit's properties mean to a supervisor. The identity of a process and what lives on in a cgroup cannot be read off
/// properties; whoever needs them looks there.
sealed interface Shown {
    /// It is active. `mainPid` 0: without a main process that systemd knows of.
    record Active(long mainPid) implements Shown {}

    /// On its way from one state to another; another signal is going to come.
    record Passing(Reason reason) implements Shown {}

    /// Down, and systemd leaves it at that.
    record Ended(ExitStatus status) implements Shown {}

    /// Down, and systemd is about to start it.
    record Reviving(ExitStatus status, long withinNanos, Reason reason) implements Shown {}

    /// Stopped because someone wanted it stopped.
    record Rested(Reason reason) implements Shown {}

    /// There is no such unit, or none that could be started.
    record Absent(Reason reason) implements Shown {}
}
