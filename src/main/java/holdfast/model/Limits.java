package holdfast.model;

/// A limit on everything, each with its unit and its reason.
public final class Limits {
    /// Events waiting for the loop. 10,000 probes may answer in the same second; beyond that, probe threads wait their turn.
    public static final int INBOX_EVENTS = 16_384;

    /// Recovery starts kept per service, the most that `recover.attempts` may ask for.
    public static final int ATTEMPTS_REMEMBERED = 100;

    /// Nanoseconds after a probe's own deadline at which its answer is given up for lost.
    public static final long PROBE_ANSWER_SLACK_NANOS = 5_000_000_000L;

    /// Nanoseconds after which a start that nobody answered is looked into. Starting is fork and exec: milliseconds.
    public static final long START_ANSWER_NANOS = 60_000_000_000L;

    /// Nanoseconds, on top of the stop grace, for a stop to be answered: kill, proof that the tree is gone, port free.
    public static final long STOP_ANSWER_SLACK_NANOS = 30_000_000_000L;

    /// Nanoseconds that a reload command may be given.
    public static final long RELOAD_WITHIN_NANOS = 600_000_000_000L;

    /// Nanoseconds on top of the time that a reload may take, for it to be answered.
    public static final long RELOAD_ANSWER_SLACK_NANOS = 30_000_000_000L;

    /// Nanoseconds between two questions about a process that nobody could answer.
    public static final long OBSERVE_AGAIN_NANOS = 5_000_000_000L;

    /// Nanoseconds before the next try to stop what would not be proven gone, doubling up to the maximum.
    public static final long STOP_AGAIN_NANOS = 30_000_000_000L;

    /// Bytes of an HTTP body that are read; an endless one costs no more.
    public static final int HTTP_BODY_BYTES = 4 * 1024 * 1024;

    /// Bytes of a configuration file; more is a mistake, not a configuration.
    public static final int CONFIG_BYTES = 4 * 1024 * 1024;

    /// Nanoseconds for a close look at a service in trouble, evidence included; what is not done by then is left out.
    public static final long EXAMINATION_NANOS = 10_000_000_000L;

    /// Nanoseconds for a targeted repair that has no deadline of its own; after that it is looked at anew.
    public static final long REMEDY_NANOS = 120_000_000_000L;

    /// Nanoseconds that a word on Holdfast's own fitness counts.
    public static final long OBSERVER_WORD_NANOS = 5_000_000_000L;

    /// Nanoseconds that a rival gets to bring back what ended: systemd waits for 100 ms unless told otherwise, PM2 not at all.
    public static final long RIVAL_NANOS = 3_000_000_000L;

    private Limits() {}
}
