package holdfast.cli;

/// What a run of `holdfast` tells the program that called it. Part of the interface: scripts and cron jobs rely on it.
public enum Exit {
    GOOD(0),
    /// Something is not healthy, or the action failed.
    BAD(1),
    /// The command line or the configuration is wrong; nothing was done.
    USAGE(2),
    /// A daemon is needed and none answers.
    UNREACHABLE(3),
    /// Refused by a rule; the message names it.
    REFUSED(4);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
