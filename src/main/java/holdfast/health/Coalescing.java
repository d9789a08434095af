package holdfast.health;

/// When checks that pass are asked again: on beats that they share, so that a few are asked each time Holdfast wakes up. Most of
/// what a probe costs is the waking, with all caches cold; a kernel and systemd coalesce their timers for the same reason
/// (`round_jiffies(9)`, `AccuracySec=` in `systemd.timer(5)`).
///
/// Only ever earlier, and by less than a beat, so that nothing is noticed later than it was promised. In doubt nobody waits for a beat.
public final class Coalescing {
    /// Beats in one interval, at least: a check is asked early by less than an eighth of its interval, and once only, because the
    /// interval is a whole number of its beats, but for what rounding leaves.
    private static final int BEATS = 8;

    /// The longest beat, in nanoseconds: with longer ones, long intervals would gain nothing more.
    private static final long LONGEST_NANOS = 250_000_000L;

    /// Checks on one beat, about: as many as are asked side by side on threads that are there. A crowd would also measure each
    /// other's answers.
    private static final int TOGETHER = 4;

    private Coalescing() {}

    /// The last beat at or before `atNanos`.
    ///
    /// @param everyNanos the interval of the check
    /// @param checks how many there are, about; taken to be asked as often as this one
    public static long beatBefore(long atNanos, long everyNanos, int checks) {
        long beat = beatNanos(everyNanos, checks);
        return Math.floorDiv(atNanos, beat) * beat;
    }

    private static long beatNanos(long everyNanos, int checks) {
        long beats = BEATS;
        while (everyNanos / beats > LONGEST_NANOS || checks > TOGETHER * beats) {
            beats *= 2;
        }
        return Math.max(1, everyNanos / beats);
    }
}
