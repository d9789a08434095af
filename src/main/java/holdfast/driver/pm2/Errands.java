package holdfast.driver.pm2;

import holdfast.driver.pm2.Rpc.Answer;
import holdfast.model.Reason;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/// Asks PM2 to do the same for several apps, a few at a time, and waits for all of them.
///
/// Threading: any; blocks its caller.
final class Errands {
    /// At a time: as many as the command line of PM2 asks for (`CONCURRENT_ACTIONS`).
    private static final int AT_A_TIME = 2;

    private final Rpc rpc;
    private final long deadlineNanos;

    Errands(Rpc rpc, long withinNanos) {
        this.rpc = rpc;
        this.deadlineNanos = System.nanoTime() + withinNanos;
    }

    /// @param arguments one call each
    /// @return what PM2 did not do, or not in time; empty when it did all
    Optional<Reason> run(String method, List<String> arguments) {
        var failures = new ConcurrentLinkedQueue<Reason>();
        var done = new CountDownLatch(arguments.size());
        var turns = new Semaphore(AT_A_TIME);
        for (String argument : arguments) {
            Thread.startVirtualThread(() -> {
                turns.acquireUninterruptibly();
                try {
                    call(method, argument).ifPresent(failures::add);
                } finally {
                    turns.release();
                    done.countDown();
                }
            });
        }
        try {
            done.await();
        } catch (InterruptedException interrupted) {
            // Holdfast is going down. PM2 goes on, and the next Holdfast sees what came of it.
            Thread.currentThread().interrupt();
        }
        return Optional.ofNullable(failures.poll());
    }

    private Optional<Reason> call(String method, String argument) {
        long left = Math.max(deadlineNanos - System.nanoTime(), 1_000_000L);
        return switch (rpc.call(method, left, argument)) {
            case Answer.Done _ -> Optional.empty();
            case Answer.Refused(String error) -> Optional.of(Reason.of("driver.pm2.refused", method, error));
            case Answer.Nobody() -> Optional.of(Reason.of("driver.pm2.hung-up", method));
            case Answer.Unknown(Reason reason, boolean _) -> Optional.of(reason);
        };
    }
}
