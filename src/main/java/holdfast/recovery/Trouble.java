package holdfast.recovery;

import holdfast.model.Fact.Cause;
import holdfast.model.Reason;

/// What is wrong with a service right now.
public record Trouble(Cause cause, Reason reason) {
    /// Whether starting the service anew can mend it. A failing ready check cannot be mended so: it is somebody else's fault.
    /// A stop that cannot be proven forbids a start: there would be two.
    public boolean isMendedByStart() {
        return switch (cause) {
            case CRASHED, NOT_ANSWERING, START_TIMED_OUT, START_FAILED, BLAMED -> true;
            case STOP_NOT_PROVEN, NOT_READY -> false;
        };
    }
}
