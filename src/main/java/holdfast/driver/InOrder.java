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
        Thread.ofVirtual().name("in-order").start(this::carryOut);
    }

    private void carryOut() {
        for (Optional<Runnable> next = next(); next.isPresent(); next = next()) {
            try {
                next.get().run();
            } catch (RuntimeException | Error bug) {
                // It is told as any other that ends a thread. What waits behind it is carried out all the same.
                Thread self = Thread.currentThread();
                self.getUncaughtExceptionHandler().uncaughtException(self, bug);
            }
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
