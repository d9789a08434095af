package holdfast.journal;

import holdfast.model.Reason;

/// The journal cannot be read or written at the moment. The reason says which file, why, and what to do.
public final class JournalUnavailable extends Exception {
    private final transient Reason reason;

    public JournalUnavailable(Reason reason, Throwable cause) {
        super(reason.toString(), cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
