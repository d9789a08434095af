package holdfast.driver.docker;

import holdfast.driver.InOrder;
import holdfast.driver.docker.Lookup.Place;
import holdfast.model.CheckId;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// One service kept by an engine: its commands, and what the engine's events make of it. An event is only a reason to look: what is
/// told is what an inspection shows, compared with what was told last.
///
/// Threading: any. Commands and looks are carried out one after the other; the fields without a note are theirs.
final class Ward {
    private final ServiceId service;
    private final Hands hands;
    private final Past past;
    private final Identities identities;
    private final Deadlines deadlines;
    private final Consumer<Event> events;
    private final InOrder lane = new InOrder();
    private final Sight sight = new Sight();
    private final AtomicBoolean isLookDue = new AtomicBoolean();
    private volatile Target target;
    private volatile List<CheckId> healthChecks = List.of();

    /// The run that the core has been told of, by the number it has there if that is known.
    private Optional<Incarnation> incarnation = Optional.empty();

    private Optional<Told> told = Optional.empty();

    /// What was said last of which run.
    private record Told(Class<? extends Observation> kind, Mark run) {}

    /// @param past what is remembered of its container's ends
    Ward(ServiceId service, Target target, Hands hands, Past past, Surroundings surroundings) {
        this.service = service;
        this.target = target;
        this.hands = hands;
        this.past = past;
        this.identities = surroundings.identities();
        this.deadlines = surroundings.deadlines();
        this.events = surroundings.events();
    }

    /// What all services share.
    record Surroundings(Identities identities, Deadlines deadlines, Consumer<Event> events) {}

    /// @param of the newest configuration; another container is another story
    void start(Command.StartProcess command, Target of, long graceNanos) {
        lane.submit(() -> {
            aim(of);
            StartOutcome outcome = switch (hands.start(target, command.manner(), graceNanos)) {
                case Hands.Begun.Done(Container container) -> {
                    incarnation = Optional.of(command.incarnation());
                    tell(Observation.Running.class, container);
                    var _ = saw(container);
                    yield new StartOutcome.Started(identities.of(container));
                }
                case Hands.Begun.Not(StartOutcome.Failed failed) -> failed;
            };
            events.accept(new Event.StartAnswered(service, command.incarnation(), outcome));
            // It may be over already.
            look();
        });
    }

    void stop(Command.StopProcess command, Target of) {
        lane.submit(() -> {
            aim(of);
            Hands.Stopped stopped = hands.stop(target, command.graceNanos());
            told = Optional.of(new Told(Observation.Absent.class, Mark.NONE));
            stopped.container().ifPresent(container -> {
                past.endedByUs(container);
                tell(Observation.Gone.class, container);
                var _ = saw(container);
            });
            incarnation = Optional.empty();
            events.accept(new Event.StopAnswered(service, command.command(), stopped.outcome()));
        });
    }

    /// Between other commands, and looks what came of it.
    void carryOut(Target of, Runnable work) {
        lane.submit(() -> {
            aim(of);
            work.run();
            look();
        });
    }

    void observe(Command.ObserveProcess command, Target of) {
        lane.submit(() -> {
            aim(of);
            Observation observation = observed(command);
            events.accept(new Event.ProcessObserved(service, command.inquiry(), observation));
        });
    }

    private Observation observed(Command.ObserveProcess command) {
        Place place = hands.found(target);
        if (place instanceof Place.One(Container container) && sight.isSettling(container, past.patienceNanos(container))) {
            LockSupport.parkNanos(Sight.SETTLE_NANOS);
            place = hands.found(target);
        }
        return switch (place) {
            case Place.Unclear(Reason reason) -> new Observation.Unreadable(reason);
            case Place.None(Reason reason) -> {
                Observation absent = past.absence(reason, sight.container(), sight.isEmpty() && target.project().isPresent());
                told = Optional.of(new Told(absent.getClass(), Mark.NONE));
                yield absent;
            }
            case Place.One(Container container) -> {
                Observation observation = observed(container, command);
                tell(observation.getClass(), container);
                int missed = saw(container);
                if (observation instanceof Observation.Reviving && command.incarnation().isEmpty()) {
                    observation = Sighting.missed(container, missed);
                }
                boolean endedWithTheMachine = observation instanceof Observation.Gone
                        && command.process().filter(identities::isOfOtherBoot).isPresent();
                yield endedWithTheMachine ? new Observation.OtherBoot() : observation;
            }
        };
    }

    private Observation observed(Container container, Command.ObserveProcess command) {
        ProcessIdentity identity = identities.of(container);
        boolean isKnown = command.process().filter(identity::equals).isPresent();
        boolean isUnnumbered = command.incarnation().isEmpty();
        Origin origin = isKnown
                ? Origin.HOLDFAST
                : isUnnumbered || !container.policy().restarts() ? Origin.HAND : Origin.BACKEND;
        Observation observation =
                Sighting.of(container, identity, origin, past.authors(container, sight.isEmpty()));
        boolean isOfCommand = isKnown || command.process().isEmpty();
        incarnation = observation instanceof Observation.Running
                ? command.incarnation().filter(_ -> isOfCommand).or(() -> Optional.of(command.next()))
                : Optional.empty();
        return observation;
    }

    /// From now on these are to be asked when the engine changes its mind on the health of the container.
    void isAskedForHealthBy(List<CheckId> checks) {
        healthChecks = checks;
    }

    void happened(EngineEvent event) {
        if (!event.id().equals(sight.id()) && !target.concerns(event)) {
            return;
        }
        past.hints().take(event);
        if (event.action() == EngineEvent.Action.HEALTH) {
            healthChecks.forEach(check -> events.accept(new Event.CheckDue(check)));
        } else {
            if (event.action() == EngineEvent.Action.DIE) {
                lane.submit(() -> died(event));
            }
            lookSoon();
        }
    }

    /// Who was stopped by an engine that goes down was not stopped by a person.
    void lost(Reason reason) {
        sight.engineWasAway();
        past.hints().clear();
        lane.submit(() -> {
            if (told.isPresent()) {
                events.accept(new Event.BackendChanged(service, new Observation.Unreadable(reason)));
            }
        });
    }

    void lookSoon() {
        if (isLookDue.compareAndSet(false, true)) {
            lane.submit(this::look);
        }
    }

    /// An inspection must wait until the engine has cleared up after the end, which takes it up to a second. What the event says is
    /// enough where nobody had a hand in it.
    private void died(EngineEvent event) {
        Optional<Container> running = sight.container()
                .filter(container -> container.isRunning()
                        && container.id().equals(event.id())
                        && told.equals(Optional.of(new Told(Observation.Running.class, Mark.beginOf(container))))
                        && Hints.nanos(container.startedAt()) < event.nanos()
                        && !container.isRemovedAtEnd()
                        && !past.isByHand(container));
        running.flatMap(container -> Sighting.ofEnd(container, event.attribute("exitCode"))).ifPresent(observation -> {
            told = Optional.of(new Told(observation.getClass(), new Mark(event.id(), Instant.EPOCH)));
            say(observation);
        });
    }

    /// Before the first answer there is nothing that could have changed.
    private void look() {
        isLookDue.set(false);
        if (told.isEmpty()) {
            return;
        }
        switch (hands.found(target)) {
            case Place.Unclear _ -> {} // asked again when the engine says something
            case Place.None(Reason reason) -> missing(reason);
            case Place.One(Container container) -> looked(container);
        }
    }

    private void looked(Container container) {
        Origin origin = sight.origin(container);
        boolean isSettling = sight.isSettling(container, past.patienceNanos(container));
        int missed = saw(container);
        if (missed > 0) {
            say(Sighting.missed(container, missed));
        }
        if (isSettling) {
            var _ = deadlines.in(Sight.SETTLE_NANOS, this::lookSoon);
            return;
        }
        Observation observation =
                Sighting.of(container, identities.of(container), origin, past.authors(container, false));
        if (told.equals(Optional.of(new Told(observation.getClass(), run(observation.getClass(), container))))) {
            return;
        }
        boolean isToldByEvent = told.equals(
                Optional.of(new Told(observation.getClass(), new Mark(container.id(), Instant.EPOCH))));
        boolean isDownAnyway = observation instanceof Observation.Gone
                && told.filter(last -> last.kind() != Observation.Running.class && last.kind() != Observation.Reviving.class)
                        .isPresent();
        tell(observation.getClass(), container);
        past.rested(container, observation instanceof Observation.Rested);
        if (!isDownAnyway && !isToldByEvent) {
            say(observation);
        }
    }

    private void missing(Reason reason) {
        boolean isTold = told.filter(last -> last.run().equals(Mark.NONE)).isPresent();
        if (!sight.sawNothing()) {
            var _ = deadlines.in(Sight.SETTLE_NANOS, this::lookSoon);
        } else if (!isTold) {
            Observation absent = past.absence(reason, sight.container(), false);
            told = Optional.of(new Told(absent.getClass(), Mark.NONE));
            say(absent);
        }
    }

    private void say(Observation observation) {
        Optional<Incarnation> number = incarnation;
        if (!(observation instanceof Observation.Running)) {
            incarnation = Optional.empty();
        }
        events.accept(observation instanceof Observation.Gone(var status, int survivors, var _) && number.isPresent()
                ? new Event.ProcessExited(service, number.get(), status, survivors)
                : new Event.BackendChanged(service, observation));
    }

    /// @return runs of it that nobody saw
    private int saw(Container container) {
        hands.remember(container);
        if (container.isRunning()) {
            past.begun();
        }
        return sight.saw(container);
    }

    private void tell(Class<? extends Observation> kind, Container container) {
        told = Optional.of(new Told(kind, run(kind, container)));
    }

    /// A run is known by its begin while it lasts, and by its end from then on.
    private static Mark run(Class<? extends Observation> kind, Container container) {
        return kind == Observation.Running.class ? Mark.beginOf(container) : Mark.endOf(container);
    }

    private void aim(Target of) {
        if (!of.equals(target)) {
            target = of;
            told = Optional.empty();
            sight.clear();
            incarnation = Optional.empty();
        }
    }
}
