package holdfast.probe;

import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;

/// Ends a probe before its question is answered with yes. It is an outcome and not a fault, so it carries no stack trace.
final class ProbeFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;
    private final transient Reason reason;

    private ProbeFailure(Outcome outcome, Reason reason) {
        super(reason.key(), null, false, false);
        this.outcome = outcome;
        this.reason = reason;
    }

    /// The service is at fault.
    static ProbeFailure fail(String key, Object... values) {
        return new ProbeFailure(Outcome.FAIL, Reason.of(key, values));
    }

    /// The monitor, or the machine it runs on, is at fault: nothing is known of the service.
    static ProbeFailure error(String key, Object... values) {
        return new ProbeFailure(Outcome.ERROR, Reason.of(key, values));
    }

    Outcome outcome() {
        return outcome;
    }

    Reason reason() {
        return reason;
    }
}
