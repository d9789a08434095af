package holdfast.daemon;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Brings progress to those who watch, on a thread of its own: a terminal that is stopped with Ctrl-S, or a log on a slow disk,
/// must not hold up the loop. What cannot be delivered in time is dropped and counted; the journal has it.
///
/// Threading: any may tell; listeners are called by one thread, in order.
final class Herald implements AutoCloseable {
    /// Notes on their way. A storm of a hundred services falling at once writes about a thousand.
    private static final int WAITING_MAX = 10_000;

    /// Seconds that the last notes get to be delivered at the end.
    private static final long FAREWELL_SECONDS = 2;

    private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final List<Consumer<Progress>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger probesHeard = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    Herald() {
        thread = Thread.ofPlatform().name("holdfast-herald").daemon().start(this::deliver);
    }

    void tell(Progress progress) {
        if (progress instanceof Progress.Probed && probesHeard.get() == 0) {
            return; // by far the most, and mostly of no interest
        }
        if (!waiting.offer(() -> listeners.forEach(listener -> listener.accept(progress)))) {
            dropped.incrementAndGet();
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
        return dropped.get();
    }

    @Override
    public void close() {
        closing = true;
        boolean _ = waiting.offer(() -> {});
        try {
            thread.join(TimeUnit.SECONDS.toMillis(FAREWELL_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver() {
        try {
            while (!closing || !waiting.isEmpty()) {
                waiting.take().run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
