package holdfast.e2e;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what the operating system offers no event for: that a port answers, that another program has come to know something.
final class Await {
    private static final long LOOK_AGAIN_NANOS = 20_000_000L;

    private Await() {}

    /// @throws AssertionError past the deadline
    static void until(String what, long seconds, BooleanSupplier condition) {
        until(() -> what, seconds, condition);
    }

    /// @param what asked for at the deadline
    static void until(Supplier<String> what, long seconds, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited " + seconds + " s for this to be true: " + what.get());
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }
}
