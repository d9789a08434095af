package holdfast.daemon;

import holdfast.model.ProbeResult.Outcome;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Brings progress to those who watch, on a thread of its own: a terminal that is stopped with Ctrl-S, or a log on a slow disk,
/// must not hold up the loop. What cannot be delivered in time is dropped and counted; the journal has it.
///
/// A check that passes is by far the most common news, and mostly none: it is delivered with whatever comes next, or half a
/// second later, so that the thread need not wake for every single one.
///
/// Threading: any may tell; listeners are called by one thread, in order.
final class Herald implements AutoCloseable {
    /// Notes on their way. A storm of a hundred services falling at once writes about a thousand.
    private static final int WAITING_MAX = 10_000;

    /// Seconds that the last notes get to be delivered at the end.
    private static final long FAREWELL_SECONDS = 2;

    /// Nanoseconds that a passed check waits for company.
    private static final long PATIENCE_NANOS = 500_000_000L;

    private final List<Consumer<Progress>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger probesHeard = new AtomicInteger();
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    // Guarded by `lock`.
    private final Queue<Progress> waiting = new ArrayDeque<>();
    private boolean urgent;
    private long dropped;
    private boolean closing;

    Herald() {
        thread = Thread.ofPlatform().name("holdfast-herald").daemon().start(this::deliver);
    }

    void tell(Progress progress) {
        boolean isProbe = progress instanceof Progress.Probed;
        if (isProbe && probesHeard.get() == 0) {
            return; // by far the most, and mostly of no interest
        }
        boolean isUrgent = !(progress instanceof Progress.Probed probed && probed.result().outcome() == Outcome.PASS);
        lock.lock();
        try {
            if (waiting.size() >= WAITING_MAX) {
                dropped++;
                return;
            }
            waiting.add(progress);
            if (waiting.size() == 1 || (isUrgent && !urgent)) {
                news.signal();
            }
            urgent |= isUrgent;
        } finally {
            lock.unlock();
        }
    }

    /// To everything.
    ///
    /// @return to be closed when nobody listens any more
    Hearing listen(Consumer<Progress> listener) {
        probesHeard.incrementAndGet();
        listeners.add(listener);
        return () -> {
            if (listeners.remove(listener)) {
                probesHeard.decrementAndGet();
            }
        };
    }

    /// To everything but single probes.
    void listenToDecisions(Consumer<Progress> listener) {
        listeners.add(progress -> {
            if (!(progress instanceof Progress.Probed)) {
                listener.accept(progress);
            }
        });
    }

    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            news.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(FAREWELL_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver() {
        try {
            for (List<Progress> next = next(); !next.isEmpty(); next = next()) {
                for (Progress progress : next) {
                    listeners.forEach(listener -> listener.accept(progress));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for something worth waking for. Empty = closed, and all is delivered.
    private List<Progress> next() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closing) {
                news.await();
            }
            long left = PATIENCE_NANOS;
            while (!urgent && !closing && left > 0) {
                left = news.awaitNanos(left);
            }
            List<Progress> all = List.copyOf(waiting);
            waiting.clear();
            urgent = false;
            return all;
        } finally {
            lock.unlock();
        }
    }
}
