package holdfast.driver.docker;

import holdfast.driver.docker.Lookup.Place;
import holdfast.model.Command.Manner;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Reason;
import java.util.Optional;

/// Starts and stops the container of one service, and proves what became of it by looking.
///
/// Threading: one command of the service at a time; blocks its caller.
final class Hands {
    /// Of docker-autoheal: seconds that a container gets to stop.
    static final String STOP_TIMEOUT_LABEL = "autoheal.stop.timeout";

    /// Seconds by which that label may exceed the configured stop grace: what takes longer is no answer any more.
    private static final long GRACE_SECONDS_MORE = 20;

    private static final long SECOND = 1_000_000_000L;

    private final Engine engine;
    private final Lookup lookup;
    private final Recreation recreation;
    private final ComposeProgram compose;
    private final Notes notes;

    /// The container, if it is one that is removed whenever it ends.
    private Optional<Container> removedAtEnd = Optional.empty();

    Hands(Engine engine, Lookup lookup, ComposeProgram compose, Notes notes) {
        this.engine = engine;
        this.lookup = lookup;
        this.recreation = new Recreation(engine);
        this.compose = compose;
        this.notes = notes;
    }

    /// How a start went: what was started (it may be over already), or why nothing was.
    sealed interface Begun {
        record Done(Container container) implements Begun {}

        record Not(StartOutcome.Failed failed) implements Begun {}
    }

    /// How a stop went, and how the container looks now, if it is still there.
    record Stopped(StopOutcome outcome, Optional<Container> container) {}

    /// One that is removed whenever it ends can be made anew only from what was seen of it before.
    void remember(Container container) {
        removedAtEnd = Optional.of(container).filter(Container::isRemovedAtEnd);
    }

    Begun start(Target target, Manner manner, long graceNanos) {
        return switch (found(target)) {
            case Place.One(Container container) -> start(container, target, manner, graceNanos);
            case Place.None(Reason reason) -> make(target, reason);
            case Place.Unclear(Reason reason) -> new Begun.Not(Failures.silent(reason));
        };
    }

    /// As [Lookup#find], but a container that an interrupted recreation has put aside is put back first.
    Place found(Target target) {
        Place place = lookup.find(target);
        boolean isPutBack = place instanceof Place.None
                && target.name().filter(recreation::undo).isPresent();
        return isPutBack ? lookup.find(target) : place;
    }

    private Begun start(Container container, Target target, Manner manner, long graceNanos) {
        if (container.phase() == Container.Phase.REMOVING) {
            Stopped _ = removed(container);
            return make(target, Reason.of("driver.docker.no-container", container.name(), engine.client().endpoint()));
        }
        boolean isRecreated = manner == Manner.RECREATE;
        if (container.isRunning() && manner == Manner.PLAIN) {
            return new Begun.Done(container);
        }
        boolean isToBeStopped = !container.isDown() && container.phase() != Container.Phase.PAUSED;
        if (isToBeStopped || (isRecreated && !container.isDown())) {
            Stopped stopped = stop(target, graceNanos);
            if (stopped.outcome() instanceof StopOutcome.NotProven(Reason reason)) {
                return new Begun.Not(new StartOutcome.Failed(StartFailure.PREVIOUS_NOT_GONE, reason));
            }
            if (stopped.container().isEmpty()) {
                return make(target, Reason.of("driver.docker.removed-at-end", container.name()));
            }
        }
        if (isRecreated && target.project().isPresent()) {
            return compose(target, target.project().get(), true);
        }
        if (isRecreated) {
            return seen(recreation.replace(container), target, container.name());
        }
        Reply<Boolean> reply = container.phase() == Container.Phase.PAUSED
                ? engine.unpause(container.id())
                : engine.start(container.id());
        return seen(reply, target, container.name());
    }

    /// There is none: Compose makes one; and one that is removed whenever it ends is made anew.
    private Begun make(Target target, Reason none) {
        if (target.project().isPresent()) {
            return compose(target, target.project().get(), false);
        }
        if (removedAtEnd.isEmpty()) {
            return new Begun.Not(new StartOutcome.Failed(StartFailure.NOT_FOUND, none));
        }
        Container model = removedAtEnd.get();
        return seen(recreation.make(model), target, model.name());
    }

    private Begun compose(Target target, ComposeProject project, boolean anew) {
        return compose.up(project, anew).<Begun>map(Begun.Not::new).orElseGet(() -> look(target));
    }

    private <T> Begun seen(Reply<T> reply, Target target, String name) {
        return reply instanceof Reply.Said<T> ? look(target) : new Begun.Not(Failures.of(reply, name));
    }

    /// That the engine said yes proves nothing.
    private Begun look(Target target) {
        return switch (lookup.find(target)) {
            case Place.One(Container container) -> new Begun.Done(container);
            case Place.None(Reason reason) ->
                new Begun.Not(new StartOutcome.Failed(StartFailure.NOT_FOUND, reason));
            case Place.Unclear(Reason reason) -> new Begun.Not(Failures.silent(reason));
        };
    }

    Stopped stop(Target target, long graceNanos) {
        return switch (found(target)) {
            case Place.One(Container container) when container.isDown() ->
                new Stopped(new StopOutcome.Gone(Exits.status(container)), Optional.of(container));
            case Place.One(Container container) -> stop(container, graceNanos);
            case Place.None _ -> new Stopped(new StopOutcome.Gone(new ExitStatus.Unknown()), Optional.empty());
            case Place.Unclear(Reason reason) -> new Stopped(new StopOutcome.NotProven(reason), Optional.empty());
        };
    }

    private Stopped stop(Container container, long graceNanos) {
        // Before the stop: whoever comes after us must be able to tell it from one that a person made.
        notes.stopping(container.id());
        if (container.phase() == Container.Phase.PAUSED) {
            // A frozen process acts on no signal. If this fails, so does the stop.
            Reply<Boolean> _ = engine.unpause(container.id());
        }
        Reply<Boolean> asked = engine.stop(container.id(), graceSeconds(container, graceNanos));
        return switch (engine.inspect(container.id())) {
            case Reply.Said<Container>(Container now) when now.isRemovedAtEnd() && !now.isRunning() -> removed(now);
            case Reply.Said<Container>(Container now) when now.isDown() ->
                new Stopped(new StopOutcome.Gone(Exits.status(now)), Optional.of(now));
            // A person has restarted it meanwhile: what was to be stopped is gone, and what runs is theirs.
            case Reply.Said<Container>(Container now) when now.isRunning() && !Mark.beginOf(now).equals(Mark.beginOf(container)) ->
                new Stopped(new StopOutcome.Gone(new ExitStatus.Unknown()), Optional.empty());
            case Reply.Said<Container> _ -> new Stopped(new StopOutcome.NotProven(unstopped(container, asked)), Optional.empty());
            case Reply.Missing<Container> _ -> removed(container);
            case Reply.Refused<Container>(int _, String message) ->
                new Stopped(new StopOutcome.NotProven(refused(message)), Optional.empty());
            case Reply.Silent<Container>(Reason reason) -> new Stopped(new StopOutcome.NotProven(reason), Optional.empty());
        };
    }

    private Stopped removed(Container container) {
        // Its name must be free for the next one. If it is not, the next start says so.
        Reply<Boolean> _ = engine.awaitRemoval(container.id());
        return new Stopped(new StopOutcome.Gone(new ExitStatus.Unknown()), Optional.empty());
    }

    private Reason unstopped(Container container, Reply<Boolean> asked) {
        return switch (asked) {
            case Reply.Silent<Boolean>(Reason reason) -> reason;
            case Reply.Refused<Boolean>(int _, String message) -> refused(message);
            case Reply.Missing<Boolean>(String message) -> refused(message);
            case Reply.Said<Boolean> _ -> Reason.of("driver.docker.still-running", container.name());
        };
    }

    private Reason refused(String message) {
        return Reason.of("driver.docker.refused", engine.client().endpoint(), Failures.shortened(message));
    }

    /// The label on the container wins: it is the word of whoever made it.
    static long graceSeconds(Container container, long graceNanos) {
        long configured = (graceNanos + SECOND - 1) / SECOND;
        String label = container.labels().getOrDefault(STOP_TIMEOUT_LABEL, "");
        return label.matches("[0-9]{1,5}")
                ? Math.min(Long.parseLong(label), configured + GRACE_SECONDS_MORE)
                : configured;
    }
}
