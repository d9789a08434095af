package holdfast.driver.systemd;

import holdfast.model.Reason;
import java.util.Set;

/// From properties to their meaning; pure.
///
/// | ActiveState | and | means |
/// |---|---|---|
/// | active, reloading | | Active |
/// | activating | auto-restart | Reviving: it crashed, and `Restart=` says so |
/// | activating | else | Reviving: it is being started |
/// | deactivating | a job has it, and nothing went wrong | Rested: somebody stops or restarts it |
/// | deactivating | else | Passing |
/// | inactive, failed | masked, not found, broken | Absent |
/// | inactive, failed | it left the active state before its main process ended | Rested: a stop was asked for |
/// | inactive, failed | a job waits for it | Passing |
/// | inactive, failed | else | Ended: it ended by itself, or never ran in this boot |
///
/// Who stops a unit is told by nobody, but the order of two times shows it: a unit that is *stopped* leaves the active state, then
/// its main process ends; a unit that *crashes* has its main process end first. So a Java program that answers `systemctl stop`
/// with exit status 143, and is `failed` for that, is still known to have been stopped by a person.
final class Translation {
    /// Nanoseconds on top of what systemd itself allows a start to take.
    private static final long SLACK_NANOS = 5_000_000_000L;

    /// Nanoseconds for a start that systemd sets no limit for.
    private static final long UNLIMITED_NANOS = 90_000_000_000L;

    private static final long NANOS_PER_MICRO = 1_000;

    /// Results under which the unit left the active state on systemd's own account, not on anyone's wish.
    private static final Set<String> OWN_ACCOUNT = Set.of("watchdog", "oom-kill", "resources", "protocol", "start-limit-hit");

    private Translation() {}

    static Shown of(UnitState state) {
        return switch (state.activeState()) {
            case "active", "reloading", "refreshing" -> new Shown.Active(state.mainPid());
            case "activating" -> activating(state);
            case "deactivating" -> {
                Reason reason = Reason.of("driver.systemd.stopping", state.id());
                yield state.hasJob() && state.result().equals("success") ? new Shown.Rested(reason) : new Shown.Passing(reason);
            }
            case "inactive", "failed" -> down(state);
            // `maintenance` of newer versions, and what is yet to come.
            default -> new Shown.Passing(Reason.of("driver.systemd.in-passage", state.id(), state.activeState()));
        };
    }

    private static Shown activating(UnitState state) {
        if (isWaitingForRestart(state)) {
            long next = state.number("RestartUSecNext");
            long pause = next > 0 ? next : state.number("RestartUSec");
            return new Shown.Reviving(state.exit(), pause * NANOS_PER_MICRO + startNanos(state) + SLACK_NANOS, Results.reviving(state));
        }
        return new Shown.Reviving(
                state.exit(), startNanos(state) + SLACK_NANOS, Reason.of("driver.systemd.starting", state.id(), state.subState()));
    }

    /// It ended, and systemd waits before it starts it again.
    static boolean isWaitingForRestart(UnitState state) {
        return state.activeState().equals("activating") && state.subState().startsWith("auto-restart");
    }

    /// How long a start may take: for `simple` and `idle` it is over with the fork.
    private static long startNanos(UnitState state) {
        String type = state.text("Type");
        if (type.equals("simple") || type.equals("idle")) {
            return 0;
        }
        long micros = state.number("TimeoutStartUSec");
        return micros == UnitState.INFINITE ? UNLIMITED_NANOS : micros * NANOS_PER_MICRO;
    }

    private static Shown down(UnitState state) {
        switch (state.text("LoadState")) {
            case "masked" -> {
                return new Shown.Absent(Reason.of("driver.systemd.masked", state.id()));
            }
            case "not-found" -> {
                return new Shown.Absent(Reason.of("driver.systemd.not-found", state.id()));
            }
            case "bad-setting", "error" -> {
                return new Shown.Absent(Reason.of("driver.systemd.broken", state.id()));
            }
            default -> {
                // `loaded`, or `stub` and `merged` which become it.
            }
        }
        if (wasStopped(state)) {
            return new Shown.Rested(Reason.of("driver.systemd.stopped", state.id()));
        }
        return state.hasJob()
                ? new Shown.Passing(Reason.of("driver.systemd.has-job", state.id()))
                : new Shown.Ended(state.exit());
    }

    /// Whether it left the active state first and its main process ended then, see above. A run that was never active (its start
    /// failed) was not stopped either; one that reached its `RuntimeMaxSec` looks like it and was not.
    private static boolean wasStopped(UnitState state) {
        long began = state.number("ExecMainStartTimestampMonotonic");
        long left = state.number("ActiveExitTimestampMonotonic");
        long ended = state.number("ExecMainExitTimestampMonotonic");
        boolean isTimeUp = state.result().equals("timeout") && state.number("RuntimeMaxUSec") != UnitState.INFINITE;
        return began > 0 && left >= began && ended > left && !isTimeUp && !OWN_ACCOUNT.contains(state.result());
    }
}
