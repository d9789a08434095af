package holdfast.cli;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Does something again and again until it is closed.
final class Ticker implements AutoCloseable {
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("ticker").daemon().factory());

    private Ticker() {}

    static Ticker start(long everyNanos, Runnable task) {
        var ticker = new Ticker();
        var _ = ticker.timer.scheduleAtFixedRate(task, everyNanos, everyNanos, TimeUnit.NANOSECONDS);
        return ticker;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
