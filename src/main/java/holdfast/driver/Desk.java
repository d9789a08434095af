package holdfast.driver;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/// What is remembered of one service between its commands, and the commands that wait for one another.
///
/// Threading: [#submit] by any; the fields by the command being carried out, which is one at a time.
final class Desk {
    /// The incarnation last started or found.
    Optional<Run> run = Optional.empty();

    /// Proven: nothing of this service lives, apart from what `run` may have left.
    boolean isSwept;

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean isBusy;

    /// Carries it out on a virtual thread, after all that was submitted before.
    void submit(Runnable action) {
        synchronized (waiting) {
            waiting.add(action);
            if (isBusy) {
                return;
            }
            isBusy = true;
        }
        Thread.startVirtualThread(this::carryOut);
    }

    private void carryOut() {
        for (Optional<Runnable> next = next(); next.isPresent(); next = next()) {
            next.get().run();
        }
    }

    private Optional<Runnable> next() {
        synchronized (waiting) {
            Optional<Runnable> next = Optional.ofNullable(waiting.poll());
            isBusy = next.isPresent();
            return next;
        }
    }
}
