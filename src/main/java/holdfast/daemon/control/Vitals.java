package holdfast.daemon.control;

import holdfast.daemon.LoopVitals;

/// How the daemon itself is doing, since it started.
///
/// @param droppedNews lines for the log, and for whoever watches, that came faster than they were taken; the journal has them
public record Vitals(LoopVitals loop, long droppedNews) {
    private static final long HELD_UP_NANOS = 1_000_000_000L;

    /// Whether it was once held up so long that it could not have seen what happened meanwhile.
    public boolean isHeldUp() {
        return loop.worstTurnNanos() >= HELD_UP_NANOS || loop.worstLatenessNanos() >= HELD_UP_NANOS;
    }
}
