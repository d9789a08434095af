package holdfast.daemon;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Clocks that stand still until they are turned.
final class FakeClock implements Clock {
    static final long WALL = 1_795_248_000_000L;

    private final AtomicLong nanos;

    FakeClock(long nanos) {
        this.nanos = new AtomicLong(nanos);
    }

    void advance(long more) {
        nanos.addAndGet(more);
    }

    void setTo(long next) {
        nanos.set(next);
    }

    @Override
    public long nanos() {
        return nanos.get();
    }

    @Override
    public long wallMillis() {
        return WALL + TimeUnit.NANOSECONDS.toMillis(nanos.get());
    }
}
