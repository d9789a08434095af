package holdfast.driver.docker;

import holdfast.driver.RunCount;
import holdfast.model.Event.Origin;
import java.util.Optional;

/// The container of a service as it was last seen, and since when it has been so. Whoever stops or removes a container is often about
/// to start it again (`docker restart`, `compose up`), so what was done by hand is left to settle before it is taken for a word.
///
/// Threading: one look at a time; [#id] and [#engineWasAway] by any.
final class Sight {
    /// Nanoseconds that it gets to settle.
    static final long SETTLE_NANOS = 1_000_000_000L;

    private final RunCount runs = new RunCount();
    private Optional<Seen> last = Optional.empty();
    private volatile String id = "";
    private volatile boolean isEngineBack;

    private record Seen(Container container, long atNanos, boolean isThere) {
        boolean isYoung() {
            return isYoung(SETTLE_NANOS);
        }

        boolean isYoung(long nanos) {
            return System.nanoTime() - atNanos < nanos;
        }

        boolean isSameEnd(Container other) {
            return isThere
                    && container.phase() == other.phase()
                    && Mark.endOf(container).equals(Mark.endOf(other));
        }
    }

    String id() {
        return id;
    }

    boolean isEmpty() {
        return last.isEmpty();
    }

    Optional<Container> container() {
        return last.map(Seen::container);
    }

    void clear() {
        last = Optional.empty();
        runs.forget();
    }

    /// What runs after that may have been started by the engine itself.
    void engineWasAway() {
        isEngineBack = true;
    }

    /// @return runs, apart from one that it shows running, that the engine began since the last look, and which were over before this
    ///     one. At the first look that is one for a container between two runs: how many there were before is history.
    int saw(Container container) {
        boolean isFirst = last.isEmpty();
        if (!container.id().equals(id)) {
            runs.forget();
        }
        int missed = missed(container);
        long atNanos = last.filter(seen -> seen.isSameEnd(container)).map(Seen::atNanos).orElseGet(System::nanoTime);
        last = Optional.of(new Seen(container, atNanos, true));
        id = container.id();
        isEngineBack = false;
        return isFirst && container.phase() == Container.Phase.RESTARTING ? 1 : missed;
    }

    /// The engine raises its count when a run has ended, before it waits with the next.
    private int missed(Container container) {
        return switch (container.phase()) {
            case RUNNING, PAUSED -> runs.running(container.restartCount());
            case RESTARTING -> runs.over(container.restartCount(), container.restartCount());
            case EXITED, DEAD -> runs.over(container.restartCount(), container.restartCount() + 1L);
            case CREATED, REMOVING, UNKNOWN -> 0;
        };
    }

    /// @return whether it has been away for long enough to be told
    boolean sawNothing() {
        if (last.filter(Seen::isThere).isPresent()) {
            last = last.map(seen -> new Seen(seen.container(), System.nanoTime(), false));
        }
        return last.filter(Seen::isYoung).isEmpty();
    }

    /// Nothing is to be said of it yet.
    ///
    /// @param patienceNanos how long an end is left to settle; 0 = nobody has stopped or signalled this run
    boolean isSettling(Container container, long patienceNanos) {
        boolean isYoung = last.filter(seen -> seen.isSameEnd(container) && !seen.isYoung()).isEmpty();
        return switch (container.phase()) {
            case EXITED -> patienceNanos > 0
                    && last.filter(seen -> seen.isSameEnd(container) && !seen.isYoung(patienceNanos)).isEmpty();
            // Who makes a container mostly starts it the moment after.
            case CREATED -> isYoung;
            case REMOVING -> true;
            case RUNNING, PAUSED, RESTARTING, DEAD, UNKNOWN -> false;
        };
    }

    /// Who started what runs now, and was not started by us.
    Origin origin(Container container) {
        boolean isRevived = container()
                .filter(seen -> seen.id().equals(container.id()))
                .filter(seen -> seen.phase() == Container.Phase.RESTARTING || seen.restartCount() < container.restartCount())
                .isPresent();
        return isRevived || (isEngineBack && container.policy().restarts()) ? Origin.BACKEND : Origin.HAND;
    }
}
