package holdfast.driver.systemd;

import holdfast.driver.InOrder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One unit as it is now: read once, kept up to date by signals, read again when they may have been missed.
///
/// Threading: any. What is to be told is told in order, under the lock.
final class UnitView implements Link.Listener {
    /// Ends of jobs kept for whoever is about to ask: a quick one is over before the answer that names it was read.
    private static final int JOBS = 32;

    /// Readings during which something changed, before one is taken as it is.
    private static final int ROUNDS = 5;

    private final Link link;
    private final String unit;
    private final Told told;
    private final InOrder readings = new InOrder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Map<String, String> jobs = new LinkedHashMap<>();
    private @Nullable UnitState state;
    private long number;
    private boolean isReadingDue;

    /// What is told.
    ///
    /// Must return at once.
    ///
    /// @param onState every complete state, unchanged ones included
    /// @param onLost systemd is out of reach
    record Told(Consumer<Snapshot> onState, Consumer<IOException> onLost) {}

    /// @param number grows with every one
    record Snapshot(long number, UnitState state) {}

    UnitView(Link link, String unit, Told told) {
        this.link = link;
        this.unit = unit;
        this.told = told;
        link.listen(UnitName.path(unit), this);
    }

    /// Reads it anew.
    UnitState read() throws IOException {
        return reread().state();
    }

    Snapshot reread() throws IOException {
        for (int round = 1; ; round++) {
            long before = number();
            UnitState seen = link.look(unit);
            lock.lock();
            try {
                // A signal that came during the reading may be younger than what was read.
                if (number == before || round == ROUNDS) {
                    isReadingDue = false;
                    number++;
                    state = seen;
                    if (!seen.id().isEmpty() && !seen.id().equals(unit)) {
                        // An alias: signals come under the true name.
                        link.listen(UnitName.path(seen.id()), this);
                    }
                    news.signalAll();
                    return new Snapshot(number, seen);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /// Not told of it any more.
    void leave() {
        link.leave(this);
    }

    /// As it is known without asking; empty while systemd is out of reach.
    Optional<UnitState> known() {
        return snapshot().map(Snapshot::state);
    }

    Optional<Snapshot> snapshot() {
        lock.lock();
        try {
            return Optional.ofNullable(state).map(known -> new Snapshot(number, known));
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the end of a job. Empty when the time is over, or systemd was lost meanwhile.
    Optional<String> awaitJob(String job, long deadlineNanos) {
        lock.lock();
        try {
            long left = deadlineNanos - System.nanoTime();
            while (!jobs.containsKey(job) && state != null && left > 0) {
                left = news.awaitNanos(left);
            }
            return Optional.ofNullable(jobs.get(job));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the next change, at most until the deadline.
    void awaitChange(UnitState from, long deadlineNanos) {
        lock.lock();
        try {
            long left = deadlineNanos - System.nanoTime();
            while (from.equals(state) && left > 0) {
                left = news.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private long number() {
        lock.lock();
        try {
            return number;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void changed(Map<?, ?> properties, boolean isComplete) {
        lock.lock();
        try {
            number++;
            if (state == null) {
                return; // not read yet
            }
            state = state.with(properties);
            news.signalAll();
            if (isComplete) {
                told.onState().accept(new Snapshot(number, state));
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void jobEnded(String job, String result) {
        lock.lock();
        try {
            jobs.put(job, result);
            if (jobs.size() > JOBS) {
                jobs.remove(jobs.keySet().iterator().next());
            }
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void outdated() {
        lock.lock();
        try {
            if (isReadingDue) {
                return;
            }
            isReadingDue = true;
        } finally {
            lock.unlock();
        }
        readings.submit(() -> {
            try {
                UnitState _ = read();
                snapshot().ifPresent(told.onState());
            } catch (IOException away) {
                settle();
            }
        });
    }

    /// A reading that failed is no longer due: the next signal, or the next connection, asks for another.
    private void settle() {
        lock.lock();
        try {
            isReadingDue = false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void lost(IOException cause) {
        lock.lock();
        try {
            state = null;
            isReadingDue = false;
            news.signalAll();
            told.onLost().accept(cause);
        } finally {
            lock.unlock();
        }
    }
}
