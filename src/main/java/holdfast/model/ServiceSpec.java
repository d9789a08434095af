package holdfast.model;

import java.util.List;
import java.util.Optional;

/// One service as configured, validated.
///
/// @param needs what must be healthy before this starts, in order
/// @param checks at least one; `config` adds one where the file names none
/// @param startWithinNanos start grace: from the start to the first success nothing is judged; past it, the start has failed
/// @param stopWithinNanos stop grace: from the stop signal to the kill
/// @param notifyAfterNanos an incident shorter than this is told only after the fact
/// @param enabled false: configured, but not wanted up unless an operator says so (`autostart: false`)
public record ServiceSpec(
        ServiceId id,
        DriverSpec driver,
        Optional<Integer> port,
        List<ServiceId> needs,
        List<CheckSpec> checks,
        long startWithinNanos,
        long stopWithinNanos,
        RecoverPolicy recover,
        long notifyAfterNanos,
        boolean enabled) {
    public ServiceSpec {
        needs = List.copyOf(needs);
        checks = List.copyOf(checks);
    }

    /// Only looked at, never started or stopped.
    public boolean isWatched() {
        return driver instanceof DriverSpec.Watch;
    }
}
