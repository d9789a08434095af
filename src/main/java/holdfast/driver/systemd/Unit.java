package holdfast.driver.systemd;

import holdfast.driver.InOrder;
import holdfast.driver.Machine;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.Incarnation;
import holdfast.model.Limits;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/// One service and its unit: commands and news, one after the other. While a command is carried out, what the unit goes through
/// belongs to it and is no news; afterwards the unit is looked at once, and news goes on from there.
///
/// Threading: any may submit; everything else happens in [#order].
final class Unit {
    /// Nanoseconds that an answer waits for a unit to get where it is going, before it says that nothing is known.
    private static final long PASSAGE_NANOS = 3_000_000_000L;

    /// Nanoseconds before the core's own deadline at which a stop is answered in any case.
    private static final long STOP_MARGIN_NANOS = 5_000_000_000L;

    private final ServiceId service;
    private final DriverSpec.Systemd spec;
    private final Machine machine;
    private final Consumer<Event> events;
    private final InOrder order = new InOrder();
    private final UnitView view;
    private final Members members;
    private final Starting starting;
    private final Stopping stopping;
    private final Reload reload;
    private final Companions companions;
    private final News news;

    Unit(ServiceId service, DriverSpec.Systemd spec, Machine machine, Link link, Consumer<Event> events) {
        this.service = service;
        this.spec = spec;
        this.machine = machine;
        this.events = events;
        this.members = new Members(machine, link);
        var freshness = new Freshness(
                spec.unit(), reason -> events.accept(new Event.DriverRemarked(service, reason)));
        this.starting = new Starting(machine, link, members, freshness);
        this.stopping = new Stopping(machine, link, members, freshness);
        this.reload = new Reload(link, members, freshness);
        this.companions = new Companions(link);
        this.news = new News(service, members, this::reread, events);
        this.view = new UnitView(
                link,
                spec.unit(),
                new UnitView.Told(
                        snapshot -> order.submit(() -> news.changed(snapshot)),
                        cause -> order.submit(() -> news.lost(cause))));
    }

    DriverSpec.Systemd spec() {
        return spec;
    }

    void start(Command.StartProcess command) {
        order.submit(() -> {
            StartOutcome outcome = starting.start(spec.unit(), view, spec.port(), command.manner() == Command.Manner.RECREATE);
            events.accept(new Event.StartAnswered(service, command.incarnation(), outcome));
            if (outcome instanceof StartOutcome.Started(ProcessIdentity process)) {
                news.running(command.incarnation(), process);
                companions.startAgain();
            }
            catchUp();
        });
    }

    void stop(Command.StopProcess command) {
        order.submit(() -> {
            companions.remember(spec.unit());
            news.stopping();
            long nanos = command.graceNanos() + Limits.STOP_ANSWER_SLACK_NANOS - STOP_MARGIN_NANOS;
            StopOutcome outcome = stopping.stop(spec.unit(), view, nanos);
            if (outcome instanceof StopOutcome.Gone) {
                news.stopped();
            }
            events.accept(new Event.StopAnswered(service, command.command(), outcome));
            catchUp();
        });
    }

    void reload(Command.ReloadProcess command) {
        order.submit(() -> {
            ReloadOutcome outcome = reload.reload(spec.unit(), view, command.withinNanos());
            events.accept(new Event.ReloadAnswered(service, command.command(), outcome));
            switch (outcome) {
                case ReloadOutcome.Reloaded(ProcessIdentity process) -> {
                    boolean isSame = command.process().equals(Optional.of(process));
                    news.running(isSame ? command.incarnation() : command.next(), process);
                }
                case ReloadOutcome.Gone(var status, int survivors) -> news.told(new Observation.Gone(status, survivors));
                case ReloadOutcome.Refused _, ReloadOutcome.Failed _ -> {}
            }
            catchUp();
        });
    }

    void observe(Command.ObserveProcess command) {
        order.submit(() -> {
            Observation observation = observation(command);
            events.accept(new Event.ProcessObserved(service, command.inquiry(), observation));
            if (observation instanceof Observation.Running(ProcessIdentity process, Origin _)) {
                news.running(incarnation(command, process), process);
            } else {
                news.told(observation);
            }
            catchUp();
        });
    }

    /// What the core calls it: where another process stands in the place of the one on record, that one is history.
    private static Incarnation incarnation(Command.ObserveProcess command, ProcessIdentity process) {
        boolean isAnother = command.process().filter(known -> !known.equals(process)).isPresent();
        return command.incarnation().filter(_ -> !isAnother).orElse(command.next());
    }

    /// It is looked after under another specification from now on.
    void leave() {
        view.leave();
    }

    private UnitView.Snapshot reread() throws IOException {
        return view.reread();
    }

    private void catchUp() {
        view.snapshot().ifPresent(news::skipTo);
    }

    private Observation observation(Command.ObserveProcess command) {
        long deadline = System.nanoTime() + PASSAGE_NANOS;
        try {
            UnitState state = view.read();
            Shown shown = Translation.of(state);
            while (shown instanceof Shown.Passing && System.nanoTime() < deadline) {
                view.awaitChange(state, deadline);
                state = view.read();
                shown = Translation.of(state);
            }
            return observation(command, state, shown);
        } catch (IOException away) {
            return new Observation.Unreadable(Refusals.reason(spec.unit(), away));
        }
    }

    private Observation observation(Command.ObserveProcess command, UnitState state, Shown shown) throws IOException {
        Optional<ProcessIdentity> known = command.process();
        boolean isOtherBoot = known.filter(one -> !one.bootId().equals(machine.bootId())).isPresent();
        return switch (shown) {
            case Shown.Active _ -> members.main(state)
                    .<Observation>map(process -> new Observation.Running(process, origin(state, known, process)))
                    .orElseGet(() -> new Observation.Absent(Reason.of("driver.systemd.no-process", state.id())));
            case Shown.Passing(Reason reason) -> new Observation.Unreadable(reason);
            case Shown.Reviving(var status, var withinNanos, var reason) -> {
                int missed = command.incarnation().isEmpty() ? news.missedAtFirstSight(state) : 0;
                yield new Observation.Reviving(status, withinNanos, reason, missed);
            }
            case Shown.Absent(Reason reason) -> new Observation.Absent(reason);
            case Shown.Rested _, Shown.Ended _ when isOtherBoot -> new Observation.OtherBoot();
            case Shown.Rested(Reason reason) -> news.isStoppedByUs()
                    ? new Observation.Gone(state.exit(), 0)
                    : new Observation.Rested(reason);
            case Shown.Ended(var status) -> new Observation.Gone(status, members.of(state.id()).size());
        };
    }

    /// A process that is on record is ours. One that is not was started by systemd if it counts restarts, by a person if it does
    /// not.
    private static Origin origin(UnitState state, Optional<ProcessIdentity> known, ProcessIdentity process) {
        if (known.filter(process::equals).isPresent()) {
            return Origin.HOLDFAST;
        }
        return state.number("NRestarts") > 0 ? Origin.BACKEND : Origin.HAND;
    }
}
