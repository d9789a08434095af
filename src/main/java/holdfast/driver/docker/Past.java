package holdfast.driver.docker;

import holdfast.model.Event.Observation;
import holdfast.model.ExitStatus;
import holdfast.model.Reason;
import java.util.Optional;

/// What is remembered of the ends of a service's container: which were our doing, which somebody else's.
///
/// Threading: one command or look of the service at a time; the hints by any.
final class Past {
    /// Seconds after the end of a run within which its stop is told. A question that reaches into the future is answered then.
    private static final long HISTORY_SECONDS = 2;

    private final Engine engine;
    private final Notes notes;
    private final Hints hints = new Hints();
    private Optional<Mark> endedByUs = Optional.empty();
    private Optional<Mark> rested = Optional.empty();

    Past(Engine engine, Notes notes) {
        this.engine = engine;
        this.notes = notes;
    }

    Hints hints() {
        return hints;
    }

    void endedByUs(Container container) {
        endedByUs = Optional.of(Mark.endOf(container));
    }

    void begun() {
        notes.forget();
    }

    /// A stop that was once told to be a person's stays one, whatever is forgotten when the engine goes down.
    void rested(Container container, boolean isRested) {
        rested = isRested ? Optional.of(Mark.endOf(container)) : Optional.empty();
    }

    /// Somebody else had a hand in its end, or may have.
    boolean isByHand(Container container) {
        return !isByUs(container) && (hints.isStopped(container) || hints.isSignalled(container));
    }

    /// How long its end is left to settle; 0 when nobody else had a hand in it.
    long patienceNanos(Container container) {
        return isByHand(container) ? hints.patienceNanos(container) : 0;
    }

    /// What it means that there is none. What Compose has not made yet can be made; what is removed whenever it ends was not removed
    /// by anybody. All else was.
    ///
    /// @param last the container that was seen last
    Observation absence(Reason reason, Optional<Container> last, boolean isYetToBeMade) {
        boolean endedByItself = last.filter(one -> one.isRemovedAtEnd() && !isByHand(one)).isPresent();
        return isYetToBeMade || endedByItself
                ? new Observation.Gone(exit(last.map(Container::id).orElse("")), 0)
                : new Observation.Absent(reason);
    }

    private ExitStatus exit(String id) {
        return hints.exitCode(id).map(Exits::status).orElseGet(ExitStatus.Unknown::new);
    }

    /// @param isFirstLook nothing was heard of it since Holdfast started: what the engine and our own note remember has to do
    Sighting.Authors authors(Container container, boolean isFirstLook) {
        boolean isOurs = isByUs(container) || (isFirstLook && notes.isOurs(container.id()));
        boolean isHand = hints.isStopped(container)
                || rested.filter(Mark.endOf(container)::equals).isPresent()
                || (isFirstLook && !isOurs && isStoppedInHistory(container));
        return new Sighting.Authors(isOurs, isHand, isFirstLook);
    }

    /// What runs has not ended: the engine goes on telling the end of the run before.
    private boolean isByUs(Container container) {
        return !container.isRunning() && endedByUs.filter(Mark.endOf(container)::equals).isPresent();
    }

    private boolean isStoppedInHistory(Container container) {
        if (container.phase() != Container.Phase.EXITED) {
            return false;
        }
        var remembered = new Hints();
        long end = container.finishedAt().getEpochSecond();
        engine.history(container.id(), end - HISTORY_SECONDS, end + HISTORY_SECONDS)
                .said()
                .ifPresent(all -> all.forEach(remembered::take));
        return remembered.isStopped(container);
    }
}
