package holdfast.supervisor;

import holdfast.model.Event;
import holdfast.model.ExitStatus;
import holdfast.model.Fact.Purpose;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import java.util.Optional;

/// What the journal knows of a service's process: the durable half of its life cycle.
sealed interface Run {
    /// Never started.
    record Never() implements Run {}

    /// The intention is written; whether a process exists is not known yet.
    record Intended(Incarnation incarnation, Optional<ProcessIdentity> previous) implements Run {}

    /// @param answered it has been healthy at least once
    record Running(Incarnation incarnation, ProcessIdentity process, long sinceNanos, boolean answered) implements Run {}

    /// A stop is intended. `process` is absent when the start was never answered.
    record Ending(Incarnation incarnation, Optional<ProcessIdentity> process, Purpose purpose) implements Run {}

    record Ended(Incarnation incarnation, Optional<ProcessIdentity> process, ExitStatus status, int survivors, boolean asked)
            implements Run {}

    record Failed(Incarnation incarnation, Optional<ProcessIdentity> previous, Event.StartFailure failure, Reason reason)
            implements Run {}

    /// As if its end had been asked for: a person who wants it up starts it anew, whatever it died of, and not as a repair.
    default Run excused() {
        return switch (this) {
            case Ended ended -> new Ended(ended.incarnation(), ended.process(), ended.status(), ended.survivors(), true);
            case Failed failed -> new Ended(failed.incarnation(), failed.previous(), new ExitStatus.Unknown(), 0, true);
            case Never _, Intended _, Running _, Ending _ -> this;
        };
    }

    /// The newest incarnation, over or not.
    default Optional<Incarnation> newest() {
        return switch (this) {
            case Never _ -> Optional.empty();
            case Intended intended -> Optional.of(intended.incarnation());
            case Running running -> Optional.of(running.incarnation());
            case Ending ending -> Optional.of(ending.incarnation());
            case Ended ended -> Optional.of(ended.incarnation());
            case Failed failed -> Optional.of(failed.incarnation());
        };
    }

    /// The last main process known, dead or alive.
    default Optional<ProcessIdentity> lastProcess() {
        return switch (this) {
            case Never _ -> Optional.empty();
            case Intended intended -> intended.previous();
            case Running running -> Optional.of(running.process());
            case Ending ending -> ending.process();
            case Ended ended -> ended.process();
            case Failed failed -> failed.previous();
        };
    }
}
