package holdfast.daemon.control;

import java.io.IOException;

/// The daemon that was being talked to does not answer any more. What it was asked may have been done or not.
public final class DaemonGone extends IOException {
    private static final long serialVersionUID = 1L;

    DaemonGone(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
