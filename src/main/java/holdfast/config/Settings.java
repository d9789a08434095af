package holdfast.config;

import holdfast.config.Configuration.LogKeeping;
import java.util.Optional;

/// What can be said once for all services and again for each: one level of it.
record Settings(
        Timing timing,
        Recovery recovery,
        Measures measures,
        Optional<Long> startWithinNanos,
        Optional<Integer> stopSignal,
        Optional<Long> stopWithinNanos,
        Optional<Long> logBytes,
        Optional<Integer> logKeep,
        Optional<Long> alertAfterNanos) {
    private static final long SECOND = 1_000_000_000L;

    /// The longest that systemd units for web applications commonly ask for (`TimeoutStartSec=60`).
    static final long START_WITHIN_NANOS = 60 * SECOND;

    /// A container's own health check first decides after three tries, 30 s apart, unless it says otherwise (Docker, HEALTHCHECK).
    static final long CONTAINER_START_WITHIN_NANOS = 180 * SECOND;

    /// As Docker and Kubernetes wait, rounded down to the shorter of the two: 10 s and 30 s.
    static final long STOP_WITHIN_NANOS = 10 * SECOND;

    /// What heals within half a minute is told afterwards, not in the night.
    static final long ALERT_AFTER_NANOS = 30 * SECOND;

    static final long LOG_BYTES = 10_000_000;
    static final int LOG_KEEP = 5;

    static final Settings NONE = of(Timing.NONE, Recovery.NONE);

    static Settings of(Timing timing, Recovery recovery) {
        return new Settings(
                timing,
                recovery,
                Measures.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// Of a service whose caches are not known, whatever holds for the others.
    Settings withoutClear() {
        return new Settings(
                timing, recovery, measures.withoutClear(), startWithinNanos, stopSignal, stopWithinNanos, logBytes, logKeep, alertAfterNanos);
    }

    /// What this level does not say, `base` says.
    Settings over(Settings base) {
        return new Settings(
                timing.over(base.timing),
                recovery.over(base.recovery),
                measures.over(base.measures),
                startWithinNanos.or(base::startWithinNanos),
                stopSignal.or(base::stopSignal),
                stopWithinNanos.or(base::stopWithinNanos),
                logBytes.or(base::logBytes),
                logKeep.or(base::logKeep),
                alertAfterNanos.or(base::alertAfterNanos));
    }

    LogKeeping logs() {
        return new LogKeeping(logBytes.orElse(LOG_BYTES), logKeep.orElse(LOG_KEEP));
    }
}
