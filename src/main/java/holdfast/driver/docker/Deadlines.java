package holdfast.driver.docker;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// One daemon thread that begins what is due, each on a virtual thread of its own: the end of a request's time, a second look, the
/// next try to reach an engine. A socket timeout would not do for a deadline, because it begins anew with every byte.
///
/// Threading: any.
final class Deadlines implements AutoCloseable {
    private final ScheduledThreadPoolExecutor thread;

    Deadlines() {
        thread = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("docker-deadlines").factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setRemoveOnCancelPolicy(true);
    }

    /// What is going to be begun, unless it is called off.
    interface Appointment extends AutoCloseable {
        @Override
        void close();
    }

    Appointment in(long nanos, Runnable action) {
        try {
            var future = thread.schedule(() -> Thread.startVirtualThread(action), nanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException closed) {
            // Holdfast ends: nothing is going to be due any more.
            return () -> {};
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
