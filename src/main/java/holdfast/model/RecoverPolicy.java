package holdfast.model;

/// How hard a service is tried again.
///
/// @param attempts recovery starts allowed within `windowNanos`; one more parks the service
/// @param windowNanos the sliding window of `attempts`
/// @param hourly recovery starts allowed within any hour: what is slower than `windowNanos` runs into this one
/// @param daily recovery starts allowed within any 24 hours
/// @param backoffNanos wait before the second attempt (the first is made at once), doubling from there
/// @param backoffNanosMax the doubling stops here
/// @param jitterPercent every wait is lengthened by up to this share, so that services that fell together do not rise together
/// @param spacingNanos least time between two recovery starts, the first included; 0 = none
/// @param cooldownNanos first wait of a parked service before it is tried once more, doubling from there;
///     `Long.MAX_VALUE` = never, a person must act
/// @param cooldownNanosMax the doubling stops here
/// @param stableNanos how long health must hold after a repair before the incident closes
/// @param fadeNanos proven health of this length clears the growth of the backoff
public record RecoverPolicy(
        int attempts,
        long windowNanos,
        int hourly,
        int daily,
        long backoffNanos,
        long backoffNanosMax,
        int jitterPercent,
        long spacingNanos,
        long cooldownNanos,
        long cooldownNanosMax,
        long stableNanos,
        long fadeNanos) {
    private static final long SECOND = 1_000_000_000L;

    /// At once, 1 s, 2 s, then parked for 10 min, 20 min, … 1 h. The window of 10 min is OTP's own advice for its restart
    /// intensity ("period 5–10 min is more reasonable", supervisor design principles); the fade is the kubelet's. Six an
    /// hour and twelve a day catch the loop that is slower than the window; what dies once a day meets neither.
    public static final RecoverPolicy DEFAULT = new RecoverPolicy(
            3, 600 * SECOND, 6, 12, SECOND, 60 * SECOND, 20, 0, 600 * SECOND, 3600 * SECOND, 10 * SECOND, 600 * SECOND);

    /// Bounded by `windowNanos` alone.
    public RecoverPolicy(
            int attempts,
            long windowNanos,
            long backoffNanos,
            long backoffNanosMax,
            int jitterPercent,
            long spacingNanos,
            long cooldownNanos,
            long cooldownNanosMax,
            long stableNanos,
            long fadeNanos) {
        this(
                attempts,
                windowNanos,
                Limits.ATTEMPTS_REMEMBERED,
                Limits.ATTEMPTS_REMEMBERED,
                backoffNanos,
                backoffNanosMax,
                jitterPercent,
                spacingNanos,
                cooldownNanos,
                cooldownNanosMax,
                stableNanos,
                fadeNanos);
    }

    public RecoverPolicy {
        if (hourly < attempts || daily < hourly || daily > Limits.ATTEMPTS_REMEMBERED) {
            throw new IllegalArgumentException("attempts " + attempts + ", hourly " + hourly + ", daily " + daily);
        }
        if (attempts < 0 || attempts > Limits.ATTEMPTS_REMEMBERED || windowNanos < 1 || jitterPercent < 0 || jitterPercent > 100) {
            throw new IllegalArgumentException("attempts " + attempts + ", window " + windowNanos + ", jitter " + jitterPercent);
        }
    }
}
