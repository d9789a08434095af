package holdfast.driver.pm2;

import java.util.concurrent.TimeUnit;

/// Wakes whoever waits for something to happen. Nothing is lost between a look and a wait: the number of the last ring that was
/// known is brought along.
///
/// Threading: any.
final class Bell {
    private long rings;

    synchronized void ring() {
        rings++;
        notifyAll();
    }

    synchronized long count() {
        return rings;
    }

    /// Until it has rung more often than `known`, or the time is over.
    synchronized void await(long known, long nanos) {
        long deadline = System.nanoTime() + nanos;
        try {
            for (long left = nanos; rings == known && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000L));
            }
        } catch (InterruptedException interrupted) {
            // Holdfast is going down; whoever waited looks once more and finds what it finds.
            Thread.currentThread().interrupt();
        }
    }
}
