package holdfast.driver.systemd;

import holdfast.driver.RunCount;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/// What the core has been told of a unit, and what it is told next: only what is new to it.
///
/// Threading: one at a time.
final class News {
    private final ServiceId service;
    private final Members members;
    private final Rereading rereading;
    private final Consumer<Event> events;

    /// The run that the core knows to be there; its end is told by [Event.ProcessExited].
    private Optional<Run> run = Optional.empty();

    /// What was told last, where that was no run.
    private Optional<Observation> told = Optional.empty();

    private boolean isStoppedByUs;

    private final RunCount runs = new RunCount();

    /// It was down, and somebody else has begun to start it.
    private boolean isBegunByHand;

    /// `NRestarts` of the run that was active last.
    private long restarts;

    /// Number of the last state that was looked at.
    private long past;

    /// @param incarnation unknown for what the core named itself, on hearing of it as news
    private record Run(Optional<Incarnation> incarnation, ProcessIdentity process) {}

    /// Reads the unit anew.
    interface Rereading {
        UnitView.Snapshot read() throws IOException;
    }

    News(ServiceId service, Members members, Rereading rereading, Consumer<Event> events) {
        this.service = service;
        this.members = members;
        this.rereading = rereading;
        this.events = events;
    }

    /// The core was told by an answer that this runs.
    void running(Incarnation incarnation, ProcessIdentity process) {
        run = Optional.of(new Run(Optional.of(incarnation), process));
        told = Optional.empty();
        isStoppedByUs = false;
        isBegunByHand = false;
    }

    /// We begin to stop it.
    void stopping() {
        isStoppedByUs = true;
    }

    /// The core was told by an answer that it is stopped.
    void stopped() {
        run = Optional.empty();
        told = Optional.empty();
    }

    /// The core was told this by an answer.
    void told(Observation observation) {
        if (!(observation instanceof Observation.Unreadable)) {
            run = Optional.empty();
        }
        told = Optional.of(observation);
    }

    /// Down, and by our own stop.
    boolean isStoppedByUs() {
        return isStoppedByUs;
    }

    void lost(IOException cause) {
        tell(new Observation.Unreadable(Refusals.unreachable(cause)));
    }

    /// Whatever came before belongs to the command just answered.
    void skipTo(UnitView.Snapshot snapshot) {
        past = snapshot.number();
        look(snapshot.state());
    }

    void changed(UnitView.Snapshot snapshot) {
        // One that was read may come after a younger one that was told.
        if (snapshot.number() > past) {
            past = snapshot.number();
            look(snapshot.state());
        }
    }

    /// Runs that were over before the first look at a unit that systemd is about to start again: one, unless the core knows of it. How
    /// many there were before is history.
    int missedAtFirstSight(UnitState state) {
        if (!runs.isBlank() || !Translation.isWaitingForRestart(state)) {
            return 0;
        }
        long restarts = state.number("NRestarts");
        var _ = runs.over(restarts, restarts + 1);
        return 1;
    }

    private void look(UnitState state) {
        Shown shown = Translation.of(state);
        tellMissed(state, shown);
        switch (shown) {
            case Shown.Active _ -> {
                active(state);
                isStoppedByUs = false;
                restarts = state.number("NRestarts");
            }
            case Shown.Passing _ -> {
                // Another signal is going to come.
            }
            case Shown.Reviving(var status, var withinNanos, var reason) -> {
                if (run.isPresent()) {
                    tell(new Observation.Reviving(status, withinNanos, reason));
                } else if (!isReviving()) {
                    // It was down before: that it comes up is somebody's will, however many tries systemd needs for it.
                    isBegunByHand = true;
                }
            }
            case Shown.Rested(Reason reason) -> {
                if (!isStoppedByUs && !(told.orElse(null) instanceof Observation.Rested)) {
                    tell(new Observation.Rested(reason));
                }
            }
            case Shown.Absent(Reason reason) -> tell(new Observation.Absent(reason));
            case Shown.Ended(var status) -> perhapsEnded(state, status);
        }
    }

    /// Runs that were over before they could be looked at. systemd raises its count when it begins to start it again, with the unit
    /// still shown as waiting for that: so long the last run is not counted.
    private void tellMissed(UnitState state, Shown shown) {
        long restarts = state.number("NRestarts");
        int missed = switch (shown) {
            case Shown.Active _ -> runs.running(restarts);
            // Where the limit of starts is hit, the last restart was counted and never begun.
            case Shown.Reviving _, Shown.Ended _ -> runs.over(restarts, restarts);
            case Shown.Passing _, Shown.Rested _, Shown.Absent _ -> 0;
        };
        if (missed > 0 && (run.isPresent() || isReviving())) {
            long withinNanos = shown instanceof Shown.Reviving reviving ? reviving.withinNanos() : 0;
            ExitStatus last = shown instanceof Shown.Active ? new ExitStatus.Unknown() : state.exit();
            tell(new Observation.Reviving(last, withinNanos, Results.reviving(state), missed));
        }
    }

    private boolean isReviving() {
        return told.orElse(null) instanceof Observation.Reviving;
    }

    /// A unit that systemd is about to start again is shown as failed for the moment between the end of its process and the
    /// decision. By the time a question is answered that moment is over.
    private void perhapsEnded(UnitState state, ExitStatus status) {
        if (run.isEmpty() && !isReviving()) {
            return; // known to be down
        }
        try {
            UnitView.Snapshot now = rereading.read();
            past = Math.max(past, now.number());
            switch (Translation.of(now.state())) {
                case Shown.Active(long mainPid) -> {
                    if (!isKnown(mainPid)) {
                        // Back already: how the one before ended would be lost otherwise.
                        tell(new Observation.Reviving(status, 0, Results.reviving(state)));
                    }
                    look(now.state());
                }
                case Shown.Passing _, Shown.Reviving _, Shown.Rested _ -> look(now.state());
                // The first look tells how it ended: what nobody refers to may have been unloaded since.
                case Shown.Ended _, Shown.Absent _ -> ended(state, status);
            }
        } catch (IOException away) {
            // Told as a loss, and looked at again when it is back.
        }
    }

    private void active(UnitState state) {
        if (isKnown(state.mainPid())) {
            return; // nothing new, and nothing to look up
        }
        try {
            Optional<ProcessIdentity> process = members.main(state);
            if (process.isPresent() && !run.map(Run::process).equals(process)) {
                // An increased count of restarts is systemd's own doing; a person's start sets it back to nothing.
                Origin origin = state.number("NRestarts") > restarts && !isBegunByHand ? Origin.BACKEND : Origin.HAND;
                run = Optional.of(new Run(Optional.empty(), process.get()));
                isStoppedByUs = false;
                isBegunByHand = false;
                told = Optional.empty();
                events.accept(new Event.BackendChanged(service, new Observation.Running(process.get(), origin)));
            }
        } catch (IOException away) {
            // Told as a loss, and looked at again when it is back.
        }
    }

    private boolean isKnown(long mainPid) {
        return mainPid != 0 && run.filter(known -> known.process().pid() == mainPid).isPresent();
    }

    private void ended(UnitState state, ExitStatus status) {
        Optional<Incarnation> incarnation = run.flatMap(Run::incarnation);
        int survivors = survivors(state);
        events.accept(incarnation
                .<Event>map(number -> new Event.ProcessExited(service, number, status, survivors))
                .orElseGet(() -> new Event.BackendChanged(service, new Observation.Gone(status, survivors))));
        run = Optional.empty();
        told = Optional.of(new Observation.Gone(status, survivors));
    }

    private int survivors(UnitState state) {
        try {
            return members.of(state.id()).size();
        } catch (IOException away) {
            return 0; // the start that follows looks for itself
        }
    }

    private void tell(Observation observation) {
        if (!told.equals(Optional.of(observation))) {
            events.accept(new Event.BackendChanged(service, observation));
            told(observation);
        }
    }
}
