package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.model.Health;
import holdfast.model.ServiceSpec;
import java.util.List;

/// One service in the world: what is written down of it (`memory`), and what is only observed (all else).
///
/// @param departing it has left the configuration and is being stopped
/// @param checks in the order of `spec.checks()`
/// @param stateSinceNanos when `life` last changed its kind
/// @param alarmNanos the alarm last asked for
/// @param restartAsked an operator asked for a restart that could not begin yet
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
        boolean restartAsked,
        boolean outdated,
        CaseFile file,
        long lastGoodNanos) {

    /// It serves: whoever needs it may start, and is not held.
    boolean isAvailable() {
        return (memory.health() == Health.HEALTHY || memory.health() == Health.DEGRADED)
                && (life instanceof Life.Up || life instanceof Life.Watched);
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
                spec, departing, next, life, checks, tally, stateSinceNanos, alarmNanos, restartAsked, outdated, file, lastGoodNanos);
    }

    ServiceState withLife(Life next, long nowNanos) {
        long since = next.getClass() == life.getClass() ? stateSinceNanos : nowNanos;
        return new ServiceState(
                spec, departing, memory, next, checks, tally, since, alarmNanos, restartAsked, outdated, file, lastGoodNanos);
    }

    ServiceState withChecks(List<CheckState> next) {
        return new ServiceState(
                spec, departing, memory, life, next, tally, stateSinceNanos, alarmNanos, restartAsked, outdated, file, lastGoodNanos);
    }

    ServiceState withTally(Tally next) {
        return new ServiceState(
                spec, departing, memory, life, checks, next, stateSinceNanos, alarmNanos, restartAsked, outdated, file, lastGoodNanos);
    }

    ServiceState withAlarm(long atNanos) {
        return new ServiceState(
                spec, departing, memory, life, checks, tally, stateSinceNanos, atNanos, restartAsked, outdated, file, lastGoodNanos);
    }

    ServiceState withRestartAsked(boolean asked) {
        return new ServiceState(
                spec, departing, memory, life, checks, tally, stateSinceNanos, alarmNanos, asked, outdated, file, lastGoodNanos);
    }

    ServiceState withOutdated(boolean next) {
        return new ServiceState(
                spec, departing, memory, life, checks, tally, stateSinceNanos, alarmNanos, restartAsked, next, file, lastGoodNanos);
    }

    ServiceState withFile(CaseFile next) {
        return new ServiceState(
                spec, departing, memory, life, checks, tally, stateSinceNanos, alarmNanos, restartAsked, outdated, next, lastGoodNanos);
    }

    ServiceState withLastGood(long atNanos) {
        return new ServiceState(
                spec, departing, memory, life, checks, tally, stateSinceNanos, alarmNanos, restartAsked, outdated, file, atNanos);
    }

    /// Under another specification; `departing` when it has none any more.
    ServiceState withSpec(ServiceSpec next, boolean leaves, List<CheckState> nextChecks) {
        return new ServiceState(
                next, leaves, memory, life, nextChecks, tally, stateSinceNanos, alarmNanos, restartAsked, outdated, file, lastGoodNanos);
    }
}
