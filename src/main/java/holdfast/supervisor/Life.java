package holdfast.supervisor;

import holdfast.model.Event;
import holdfast.model.Incarnation;
import java.util.Optional;

/// The life cycle of an incarnation, as far as it is in flight: what has been asked of the rim and by when it must answer. Each
/// deadline is part of its state and dies with it, so no stale timer can fire into the wrong one.
///
/// | from | event | to | because |
/// |---|---|---|---|
/// | Unseen | observed running | Starting, or Up if it had answered before or its grace is over | it is ours and goes on |
/// | Unseen | observed gone | Down; Stopping if it left processes and is not wanted | nothing is assumed before the system was asked |
/// | Unseen | unreadable, or no answer | Unseen, asked again | an unreadable answer means nothing |
/// | Down | wanted, needs good, no delay | Spawning | |
/// | Spawning | started | Starting | |
/// | Spawning | failed | Down | |
/// | Spawning | no answer | Unseen | it may run or not: look, do not assume |
/// | Starting | first success of every alive check | Up | |
/// | Starting | start grace over | Up, its checks bad | from here on failures count |
/// | Spawning, Starting, Up | exited | Down | an event, not a probe |
/// | Spawning, Starting, Up | exited, and somebody else restarts it, too | Unseen, asked after a moment | they go first; what they bring back is taken |
/// | any but Stopping | its backend brings it back itself | Reviving | two who restart it would make two of it |
/// | Reviving | running again | Starting | |
/// | Reviving | the backend gave up, or has had its time | Down | |
/// | Up | an operator wants it reloaded | Reloading | |
/// | Reloading | carried out | Starting | whether it is good is for its checks to say, as after a start |
/// | Reloading | refused, or failed | Up | it runs on |
/// | Reloading | exited | Down | of those kept elsewhere the answer says more: another process may be in its place |
/// | Reloading | no answer | Unseen | it may have been carried out or not: look, do not assume |
/// | Starting, Up | not wanted, or to be restarted | Stopping | |
/// | Stopping | proven gone | Down | |
/// | Stopping | not proven, or no answer | Stuck | a second one must never start |
/// | Stuck | wait over | Stopping | |
/// | Watched | – | Watched | nothing is ever started or stopped |
sealed interface Life {
    /// @param inquiry number of the question under way
    /// @param askAgainAtNanos when it is asked anew
    record Unseen(long inquiry, long askAgainAtNanos) implements Life {}

    record Down() implements Life {}

    record Spawning(Incarnation incarnation, long answerByNanos) implements Life {}

    record Starting(Incarnation incarnation, long graceEndsNanos) implements Life {}

    record Up(Incarnation incarnation) implements Life {}

    /// It is told to take in what is new. Its checks are asked meanwhile and, as in a start grace, nothing is held against it.
    ///
    /// @param command number that the answer must carry
    /// @param exit of the process that was there before, if it came: of a crash, or because another one takes its place
    record Reloading(Incarnation incarnation, long command, long answerByNanos, Optional<Event.ProcessExited> exit) implements Life {}

    /// Its process is gone, and its backend brings it back by itself.
    ///
    /// @param byNanos when the backend has had its time, and it counts as down
    record Reviving(long byNanos) implements Life {}

    /// @param command number that the answer must carry
    /// @param stuckWaitNanos what the next wait will be if this stop cannot be proven either
    record Stopping(Incarnation incarnation, long command, long answerByNanos, long stuckWaitNanos) implements Life {}

    record Stuck(Incarnation incarnation, long againAtNanos, long waitNanos) implements Life {}

    record Watched() implements Life {}

    /// A process of ours is there, as far as anyone knows.
    default boolean isRunning() {
        return switch (this) {
            case Starting _, Up _, Reloading _ -> true;
            case Unseen _, Down _, Reviving _, Spawning _, Stopping _, Stuck _, Watched _ -> false;
        };
    }

    /// Its checks are asked.
    default boolean isProbed() {
        return isRunning() || this instanceof Watched;
    }

    /// When this state wants the loop's attention; `Long.MAX_VALUE` = never by itself.
    default long dueNanos() {
        return switch (this) {
            case Unseen unseen -> unseen.askAgainAtNanos();
            case Reviving reviving -> reviving.byNanos();
            case Spawning spawning -> spawning.answerByNanos();
            case Starting starting -> starting.graceEndsNanos();
            case Reloading reloading -> reloading.answerByNanos();
            case Stopping stopping -> stopping.answerByNanos();
            case Stuck stuck -> stuck.againAtNanos();
            case Down _, Up _, Watched _ -> Long.MAX_VALUE;
        };
    }
}
