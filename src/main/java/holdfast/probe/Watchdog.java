package holdfast.probe;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Hands out deadlines and keeps them: one daemon thread for all probes. A socket timeout would not do, because it begins anew
/// with every byte: a peer that sends one byte a second never reaches it.
///
/// Deadlines of finished probes stay queued, empty, until their time comes. Taking them out would leave the queue empty most
/// of the time, and a deadline that enters an empty queue wakes the thread: a context switch for every probe.
///
/// Threading: any.
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor thread;

    Watchdog() {
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("probe-deadlines").factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        // Now, and not with the first probe: later there may be no thread to be had.
        thread.prestartCoreThread();
    }

    /// A deadline `timeoutNanos` from now.
    Deadline begin(long timeoutNanos) {
        Deadline deadline = new Deadline(System.nanoTime(), timeoutNanos);
        // Nothing to wait for in the future it gives: the deadline is its own record of having passed.
        ScheduledFuture<?> _ = thread.schedule(deadline, timeoutNanos, TimeUnit.NANOSECONDS);
        return deadline;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
