package holdfast.cli;

import java.io.IOException;

/// One verb of the command line.
interface Verb {
    /// @throws Failure when it cannot go on, with the exit code that says so
    /// @throws IOException when the daemon went away in between
    Exit run(Here here) throws Failure, IOException;
}
