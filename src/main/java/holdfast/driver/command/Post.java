package holdfast.driver.command;

import holdfast.driver.InOrder;
import holdfast.driver.Run;
import java.util.Optional;

/// What is remembered of one service between its commands.
///
/// Threading: the field by the command being carried out, which is one at a time.
final class Post {
    final InOrder lane = new InOrder();

    /// The main process that is watched.
    Optional<Run> run = Optional.empty();
}
