package holdfast.repair;

import java.util.function.LongSupplier;

/// When a repair must have ended, whatever it has come to. The service is started then, and what is still mended under it is damaged.
///
/// @param atNanos by `clock`
record Deadline(long atNanos, LongSupplier clock) {
    static Deadline in(long nanos) {
        return new Deadline(System.nanoTime() + nanos, System::nanoTime);
    }

    boolean isOver() {
        return clock.getAsLong() - atNanos >= 0;
    }
}
