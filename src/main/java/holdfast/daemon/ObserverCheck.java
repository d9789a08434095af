package holdfast.daemon;

import holdfast.model.Event;
import holdfast.model.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Judges Holdfast itself, every second: a monitor that is starved takes everybody else for ill (Lifeguard, arXiv:1707.00788). While
/// it is not fit to judge, nobody is restarted on its word.
///
/// | sign | means |
/// |---|---|
/// | this look is a second late | no processor for us, or we were stopped |
/// | an event has waited since the last look, and no turn was made | the loop hangs, on a disk for example |
/// | the canary does not answer within a second | no handles, no threads, no network |
///
/// Threading: works on a thread of its own.
final class ObserverCheck implements AutoCloseable {
    static final long EVERY_NANOS = 1_000_000_000L;

    /// Looks in a row that must find nothing, before it is fit again.
    static final int WELL_LEAST = 2;

    private static final long LATE_NANOS = 1_000_000_000L;
    private static final long CANARY_NANOS = 1_000_000_000L;
    private static final long GOODBYE_SECONDS = 5;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Supplier<Pulse> pulse;
    private final Function<Long, Optional<Reason>> canary;
    private final Predicate<Event> inbox;
    private final Closeable release;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("holdfast-observer").daemon().unstarted(this::work);

    // These belong to the thread.
    private Pulse before = new Pulse(0, 0);
    private boolean isFit = true;
    private int well;

    /// Of the loop.
    ///
    /// @param turns made so far
    /// @param waiting events in the inbox
    record Pulse(long turns, int waiting) {}

    /// @param canary asked with the nanoseconds it has; tells why it is not well
    /// @param inbox takes an event, or says that it is full
    ObserverCheck(
            Supplier<Pulse> pulse, Function<Long, Optional<Reason>> canary, Predicate<Event> inbox, Closeable release) {
        this.pulse = pulse;
        this.canary = canary;
        this.inbox = inbox;
        this.release = release;
    }

    /// Begins to look.
    ///
    /// @param probing where probes run, and the canary with them
    static ObserverCheck begin(Supplier<Pulse> pulse, Predicate<Event> inbox, Executor probing) {
        var canary = new Canary(probing);
        var check = new ObserverCheck(pulse, canary::ask, inbox, canary);
        check.thread.start();
        return check;
    }

    /// One look.
    ///
    /// @param lateNanos by how much it is late
    void look(long lateNanos) {
        Optional<Reason> doubt = doubt(lateNanos);
        well = doubt.isPresent() ? 0 : well + 1;
        if (doubt.isPresent()) {
            isFit = false;
            // When the inbox is full the word is lost, and said again with the next look.
            boolean _ = inbox.test(new Event.ObserverJudged(false, doubt.get()));
        } else if (!isFit && well >= WELL_LEAST) {
            isFit = inbox.test(new Event.ObserverJudged(true, Reason.of("daemon.observer.fit")));
        }
    }

    private Optional<Reason> doubt(long lateNanos) {
        Pulse now = pulse.get();
        boolean hangs = before.waiting() > 0 && now.waiting() > 0 && now.turns() == before.turns();
        before = now;
        if (lateNanos > LATE_NANOS) {
            return Optional.of(Reason.of("daemon.observer.late", lateNanos / NANOS_PER_MILLI));
        }
        return hangs ? Optional.of(Reason.of("daemon.observer.loop", now.waiting())) : canary.apply(CANARY_NANOS);
    }

    @Override
    public void close() {
        end.countDown();
        try (release) {
            boolean _ = thread.join(Duration.ofSeconds(GOODBYE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException closed) {
            // A socket that cannot be closed is gone with us.
            return;
        }
    }

    private void work() {
        try {
            long due = System.nanoTime() + EVERY_NANOS;
            while (!end.await(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                look(System.nanoTime() - due);
                // From now on, not from when it was due: what is late is late once.
                due = System.nanoTime() + EVERY_NANOS;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
