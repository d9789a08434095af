package holdfast.driver;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/// Carries out actions one after the other, in the order given, on virtual threads.
///
/// Threading: any.
public final class InOrder {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean isBusy;

    /// Carries it out after all that was submitted before. Returns at once.
    public void submit(Runnable action) {
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
