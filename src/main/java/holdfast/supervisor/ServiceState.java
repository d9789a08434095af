package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.model.Health;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;

/// One service in the world: what is written down of it (`memory`), and what is only observed (all else).
///
/// @param departing it has left the configuration and is being stopped
/// @param checks in the order of `spec.checks()`
/// @param stateSinceNanos when `life` last changed its kind
/// @param alarmNanos the alarm last asked for
/// @param asked what an operator asked for and could not begin yet
/// @param outdated the process runs with an older configuration and must be restarted
/// @param file what is under way about its trouble
/// @param lastGoodNanos the last passed alive probe, or the start of observation
record ServiceState(
        ServiceSpec spec,
        boolean departing,
        Memory memory,
        Life life,
        List<CheckState> checks,
        Tally tally,
        long stateSinceNanos,
        long alarmNanos,
        Asked asked,
        boolean outdated,
        CaseFile file,
        long lastGoodNanos) {

    /// What an operator asked for. A reload that was asked for while another one was under way follows it.
    ///
    /// @param reload who asked for it
    record Asked(boolean restart, Optional<String> reload) {
        static final Asked NOTHING = new Asked(false, Optional.empty());

        Asked withRestart(boolean next) {
            return new Asked(next, reload);
        }

        Asked withReload(Optional<String> next) {
            return new Asked(restart, next);
        }
    }

    /// It serves: whoever needs it may start, and is not held. A reload is not meant to take it away from anybody.
    boolean isAvailable() {
        return (memory.health() == Health.HEALTHY || memory.health() == Health.DEGRADED)
                && (life instanceof Life.Up || life instanceof Life.Watched || isReloading());
    }

    /// A reload is under way, or is being proven.
    boolean isReloading() {
        return life instanceof Life.Reloading || (life instanceof Life.Starting && memory.reload().isPresent());
    }

    /// Something of it may be running.
    boolean isPresent() {
        return !(life instanceof Life.Down || life instanceof Life.Reviving || life instanceof Life.Watched);
    }

    /// A measure against its trouble is being carried out: a stop or a start, or a targeted repair.
    boolean isBeingRepaired() {
        boolean moves = life instanceof Life.Stopping || life instanceof Life.Spawning;
        return file.isApplying() || (moves && memory.incident().isPresent());
    }

    ServiceState withMemory(Memory next) {
        return new ServiceState(
                spec, departing, next, life, checks, tally, stateSinceNanos, alarmNanos, asked, outdated, file, lastGoodNanos);
    }

    ServiceState withLife(Life next, long nowNanos) {
        long since = next.getClass() == life.getClass() ? stateSinceNanos : nowNanos;
        return new ServiceState(
                spec, departing, memory, next, checks, tally, since, alarmNanos, asked, outdated, file, lastGoodNanos);
    }

    ServiceState withChecks(List<CheckState> next) {
        return new ServiceState(
                spec, departing, memory, life, next, tally, stateSinceNanos, alarmNanos, asked, outdated, file, lastGoodNanos);
    }

    ServiceState withTally(Tally next) {
        return new ServiceState(
                spec, departing, memory, life, checks, next, stateSinceNanos, alarmNanos, asked, outdated, file, lastGoodNanos);
    }

    ServiceState withAlarm(long atNanos) {
        return new ServiceState(
                spec, departing, memory, life, checks, tally, stateSinceNanos, atNanos, asked, outdated, file, lastGoodNanos);
    }

    ServiceState withAsked(Asked next) {
        return new ServiceState(
                spec, departing, memory, life, checks, tally, stateSinceNanos, alarmNanos, next, outdated, file, lastGoodNanos);
    }

    ServiceState withOutdated(boolean next) {
        return new ServiceState(
                spec, departing, memory, life, checks, tally, stateSinceNanos, alarmNanos, asked, next, file, lastGoodNanos);
    }

    ServiceState withFile(CaseFile next) {
        return new ServiceState(
                spec, departing, memory, life, checks, tally, stateSinceNanos, alarmNanos, asked, outdated, next, lastGoodNanos);
    }

    ServiceState withLastGood(long atNanos) {
        return new ServiceState(
                spec, departing, memory, life, checks, tally, stateSinceNanos, alarmNanos, asked, outdated, file, atNanos);
    }

    /// Under another specification; `departing` when it has none any more.
    ServiceState withSpec(ServiceSpec next, boolean leaves, List<CheckState> nextChecks) {
        return new ServiceState(
                next, leaves, memory, life, nextChecks, tally, stateSinceNanos, alarmNanos, asked, outdated, file, lastGoodNanos);
    }
}
