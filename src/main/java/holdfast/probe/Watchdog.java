package holdfast.probe;

import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Hands out deadlines and keeps them: one daemon thread for all probes. A socket timeout would not do, because it begins anew
/// with every byte: a peer that sends one byte a second never reaches it.
///
/// A probe that ends leaves its deadline in the queue, and one that begins wakes the thread only if it is the earliest. So the
/// thread sleeps until a deadline passes, throws away all that are over by then, and is awake once or twice in the time that one
/// probe may take, however many there are.
///
/// Threading: any.
final class Watchdog implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sooner = lock.newCondition();

    /// By time, which is told by difference, as the clock may overflow.
    private final PriorityQueue<Deadline> waiting =
            new PriorityQueue<>((left, right) -> Long.signum(left.endNanos() - right.endNanos()));

    private boolean closed;

    Watchdog() {
        // Now, and not with the first probe: later there may be no thread to be had.
        Thread.ofPlatform().daemon().name("probe-deadlines").start(this::watch);
    }

    /// A deadline `timeoutNanos` from now.
    Deadline begin(long timeoutNanos) {
        Deadline deadline = new Deadline(System.nanoTime(), timeoutNanos);
        lock.lock();
        try {
            waiting.add(deadline);
            if (waiting.peek() == deadline) {
                sooner.signal();
            }
        } finally {
            lock.unlock();
        }
        return deadline;
    }

    private void watch() {
        try {
            for (Deadline passed = next(); passed != null; passed = next()) {
                try {
                    passed.run();
                } catch (RuntimeException | Error ignored) {
                    // Out of memory, or a socket with a bug: this probe may hang, but all others still have their deadlines.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for a deadline to pass before its probe is over; null when closed.
    private @Nullable Deadline next() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                Deadline first = waiting.peek();
                if (first == null) {
                    sooner.await();
                } else if (first.isOver()) {
                    waiting.poll();
                } else if (first.remainingNanos() <= 0) {
                    return waiting.poll();
                } else {
                    long _ = sooner.awaitNanos(first.remainingNanos());
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            sooner.signal();
        } finally {
            lock.unlock();
        }
    }
}
