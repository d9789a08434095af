package holdfast.supervisor;

/// What a service has been through since Holdfast started: for the running statistics, never for a decision.
///
/// Time counts as observed while the service is wanted up and either serves or has an open incident; a start-up without an
/// incident, a stop that was asked for and everything before the first verdict are neither up nor down.
///
/// @param standing how the time since `sinceNanos` counts
record Tally(
        long probes, long failures, int recoveries, long healthyNanos, long observedNanos, Standing standing, long sinceNanos) {
    enum Standing {
        UNCOUNTED,
        SERVING,
        FAILING
    }

    static Tally from(long nowNanos) {
        return new Tally(0, 0, 0, 0, 0, Standing.UNCOUNTED, nowNanos);
    }

    Tally probed(boolean failed) {
        return new Tally(
                probes + 1, failures + (failed ? 1 : 0), recoveries, healthyNanos, observedNanos, standing, sinceNanos);
    }

    Tally recovered() {
        return new Tally(probes, failures, recoveries + 1, healthyNanos, observedNanos, standing, sinceNanos);
    }

    Tally standing(Standing next, long nowNanos) {
        if (next == standing) {
            return this;
        }
        Tally until = upTo(nowNanos);
        return new Tally(probes, failures, recoveries, until.healthyNanos, until.observedNanos, next, nowNanos);
    }

    /// The same, with the time up to now counted.
    Tally upTo(long nowNanos) {
        long span = nowNanos - sinceNanos;
        return switch (standing) {
            case UNCOUNTED -> this;
            case SERVING ->
                new Tally(probes, failures, recoveries, healthyNanos + span, observedNanos + span, standing, nowNanos);
            case FAILING -> new Tally(probes, failures, recoveries, healthyNanos, observedNanos + span, standing, nowNanos);
        };
    }
}
