package holdfast.model;

/// What bounds recovery on the whole host, whatever each service allows.
///
/// @param starts recovery starts allowed within `windowNanos`, all services together; more wait their turn
/// @param windowNanos the sliding window of `starts`
/// @param commonCausePercent when at least this share of the probed services stops answering together, the cause is sought
///     outside them and nothing is restarted; over 100 = never
/// @param commonCauseLeast fewest services that can make a common cause
/// @param commonCauseWaitNanos after this long they are tried all the same, one after the other
public record HostPolicy(int starts, long windowNanos, int commonCausePercent, int commonCauseLeast, long commonCauseWaitNanos) {
    /// Ten at once, then ten more every 10 s: a host whose fifty services crashed has them back within a minute, and is never
    /// asked to boot fifty at the same moment. Half of at least three services: Kubernetes' node controller stops evicting
    /// above 55 % unhealthy, medik8s acts only while 51 % are healthy.
    public static final HostPolicy DEFAULT = new HostPolicy(10, 10_000_000_000L, 50, 3, 600_000_000_000L);

    public HostPolicy {
        if (starts < 1 || starts > Limits.ATTEMPTS_REMEMBERED || windowNanos < 1 || commonCausePercent < 1 || commonCauseLeast < 2) {
            throw new IllegalArgumentException("starts " + starts + ", window " + windowNanos);
        }
    }
}
