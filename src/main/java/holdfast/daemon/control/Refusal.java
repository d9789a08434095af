package holdfast.daemon.control;

import holdfast.model.Reason;

/// The daemon does not do what it was asked.
public final class Refusal extends Exception {
    /// Why, for programs.
    public enum Code {
        /// The message cannot be read, or asks for something this version does not know.
        NOT_UNDERSTOOD,
        NOT_PERMITTED,
        UNKNOWN_SERVICE,
        UNKNOWN_INCIDENT,
        UNKNOWN_CHECK,
        /// It is only watched, never started or stopped.
        WATCHED,
        /// A person said: do not touch.
        PINNED,
        /// It does not run, so there is nothing to reload.
        NOT_UP,
        /// Nothing says how it is reloaded.
        NOT_RELOADABLE,
        /// A reload is under way.
        RELOADING,
        /// Nothing waits for approval.
        NOTHING_PROPOSED,
        /// The incident is closed.
        INCIDENT_OVER,
        /// Too much to do at the moment.
        BUSY,
        /// The journal or the system could not be read.
        FAILED
    }

    private final Code code;
    private final transient Reason reason;

    public Refusal(Code code, Reason reason) {
        super(code + ": " + reason, null, false, false);
        this.code = code;
        this.reason = reason;
    }

    public Code code() {
        return code;
    }

    public Reason reason() {
        return reason;
    }
}
