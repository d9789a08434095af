package holdfast.driver;

import java.util.Optional;

/// What is remembered of one service between its commands, and the commands that wait for one another.
///
/// Threading: [#submit] by any; the fields by the command being carried out, which is one at a time.
final class Desk {
    /// The incarnation last started or found.
    Optional<Run> run = Optional.empty();

    /// Proven: nothing of this service lives, apart from what `run` may have left.
    boolean isSwept;

    private final InOrder commands = new InOrder();

    /// Carries it out on a virtual thread, after all that was submitted before.
    void submit(Runnable action) {
        commands.submit(action);
    }
}
