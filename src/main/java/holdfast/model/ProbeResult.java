package holdfast.model;

import java.util.List;
import java.util.Optional;

/// The answer of one probe.
///
/// @param outcome what it means for the check
/// @param reason one line that a person understands: what was seen, and what was expected
/// @param value the value that was compared, when there is one (`length(@)` was `6`)
/// @param phases where the time went, in order; empty when the probe has no phases
/// @param durationNanos from start to verdict, in nanoseconds
public record ProbeResult(Outcome outcome, Reason reason, Optional<String> value, List<Phase> phases, long durationNanos) {
    /// What one probe says.
    public enum Outcome {
        PASS,
        FAIL,
        /// The probe itself could not run (no file handles, no such resolver). It says nothing of the service and never flips a
        /// verdict; it is reported as a fault of the monitor.
        ERROR,
        /// Deliberately not run.
        SKIPPED
    }

    /// One measured part: `resolve`, `connect`, `tls`, `first-byte`, `body`.
    public record Phase(String name, long nanos) {}

    public ProbeResult {
        phases = List.copyOf(phases);
    }

    public static ProbeResult of(Outcome outcome, Reason reason, long durationNanos) {
        return new ProbeResult(outcome, reason, Optional.empty(), List.of(), durationNanos);
    }
}
