package holdfast.supervisor;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Fact;
import holdfast.model.Fact.Cause;
import holdfast.model.Fact.Closing;
import holdfast.model.Fact.Purpose;
import holdfast.model.Hold;
import holdfast.model.LadderSpec;
import holdfast.model.Rung;
import holdfast.model.ServiceId;
import holdfast.recovery.Incident;
import holdfast.recovery.Ladder;
import holdfast.recovery.Parking;
import holdfast.recovery.Trouble;
import java.util.List;
import java.util.Optional;

/// What to do about a trouble: hold, look first, wait, park, or take the next measure.
///
/// | what stands in the way | then |
/// |---|---|
/// | a repair is under way, or the backend restarts it itself | wait for its end |
/// | somebody asked for a restart, or an edit calls for one | nothing beside it |
/// | a reason to hold ([Holding]) | hold; when it is gone, judge anew |
/// | it is alive, and has not been looked at closely | look first: the evidence dies with the process |
/// | it was given up, and has not been looked at since | look first: it may be another trouble by now |
/// | no measure can help | park: a person must act, and it is tried slowly |
/// | parked so, and the cause is seen to be over | no longer parked, as far as the attempts go |
/// | parked, and its one retry failed | park for twice as long |
/// | parked, and its time has not come | wait |
/// | attempts of a window used up | park |
/// | backoff or spacing | wait, written down once with its end |
/// | nothing | take the next measure ([Ladder]) |
final class Mending {
    private Mending() {}

    static void advance(Turn turn, int i, Trouble trouble) {
        ServiceState state = turn.at(i);
        Incident incident = state.memory().incident().orElseThrow();
        if (state.file().isApplying() || state.life() instanceof Life.Reviving || Wishes.isToBeginAnew(turn, i)) {
            return;
        }
        Optional<Hold> hold = Holding.of(turn, i, incident);
        if (hold.isPresent()) {
            hold(turn, i, incident, hold.get());
            return;
        }
        if (incident.hold().isPresent()) {
            if (resume(turn, i, incident, incident.hold().get())) {
                return; // it may be well again already, without a restart
            }
            advance(turn, i, trouble); // no longer parked, it may meet another reason to hold
            return;
        }
        boolean isLookedAtFirst = trouble.cause() != Cause.CRASHED || state.memory().parking().isPresent();
        if ((state.file().isExamining() && isLookedAtFirst) || CommonCause.isAsking(turn, i)) {
            return;
        }
        if (state.life() instanceof Life.Down && state.file().isPrepared()) {
            Taking.start(turn, i, state.file().preparation().orElseThrow().purpose());
            return;
        }
        Optional<Rung> rung = rung(turn, i, trouble, Purpose.RECOVERY);
        if (rung.isEmpty() && isLeft(turn, i, trouble, incident)) {
            return;
        }
        if (rung.isPresent() && isHopeAgain(turn, i)) {
            turn.emit(i, new Fact.Unparked(state.spec().id(), incident.id(), Closing.CAUSE_GONE));
            advance(turn, i, trouble); // no longer parked, it may meet a reason to hold
            return;
        }
        purpose(turn, i, incident, rung.filter(next -> isCheap(turn.at(i), next)).isPresent()).ifPresent(purpose -> plan(turn, i, trouble, purpose));
    }

    /// No measure can help.
    ///
    /// @return whether that is all there is to it; what was given up before may be due for its slow retry
    private static boolean isLeft(Turn turn, int i, Trouble trouble, Incident incident) {
        if (!trouble.isMendedByStart()) {
            return true; // nothing is given up: it serves, in part
        }
        if (turn.at(i).memory().parking().isEmpty()) {
            park(turn, i, incident); // at once: there is nothing that could be waited for
            return true;
        }
        return false;
    }

    /// A repair in place that held before need not wait for a backoff, since it takes nothing away; windows and spacing bound it.
    private static boolean isCheap(ServiceState state, Rung rung) {
        return Taking.isInPlace(state, rung) && state.memory().care().rungs().isProven(rung);
    }

    /// What made every start useless is seen to be over, and the guard has attempts left.
    private static boolean isHopeAgain(Turn turn, int i) {
        ServiceState state = turn.at(i);
        return state.life() instanceof Life.Down
                && state.memory().parking().filter(parking -> parking.isSeenIn(state.file().findings())).isPresent()
                && state.file().diagnosis().filter(Diagnosis::restartHelps).isPresent()
                && !state.memory().guard().isExhausted(state.spec().recover(), turn.now());
    }

    private static void hold(Turn turn, int i, Incident incident, Hold hold) {
        boolean known = incident.hold()
                .filter(now -> now.kind() == hold.kind() && now.culprit().equals(hold.culprit()))
                .isPresent();
        if (!known) {
            turn.emit(i, new Fact.RecoveryHeld(turn.at(i).spec().id(), incident.id(), hold));
        }
    }

    /// @return whether it is to be judged anew before anything is done
    private static boolean resume(Turn turn, int i, Incident incident, Hold hold) {
        ServiceId id = turn.at(i).spec().id();
        turn.emit(i, new Fact.RecoveryResumed(id, incident.id()));
        boolean wasElsewhere = hold.culprit().isPresent();
        if (wasElsewhere && hold.kind() != Hold.Kind.COMMON_CAUSE && mayComeBack(turn, i)) {
            turn.emit(i, new Fact.Unparked(id, incident.id(), Closing.DEPENDENCY_BACK));
        }
        boolean doubts = hold.kind() == Hold.Kind.COMMON_CAUSE
                ? CommonCause.isOver(turn, i)
                : wasElsewhere || hold.kind() == Hold.Kind.OBSERVER;
        if (doubts && turn.at(i).life() instanceof Life.Up) {
            Probing.rejudge(turn, i);
            return true;
        }
        return false;
    }

    /// It was given up, perhaps for nothing but what has just come back; and hour and day have an attempt left, else its slow retry
    /// is all that there is.
    private static boolean mayComeBack(Turn turn, int i) {
        ServiceState state = turn.at(i);
        return state.memory().parking().isPresent()
                && !state.memory().guard().forgiven(turn.now()).isExhausted(state.spec().recover(), turn.now());
    }

    /// Why to act now; empty when it is not the time.
    private static Optional<Purpose> purpose(Turn turn, int i, Incident incident, boolean isCheap) {
        Memory memory = turn.at(i).memory();
        var policy = turn.at(i).spec().recover();
        ServiceId id = turn.at(i).spec().id();
        if (memory.parking().isPresent() && !memory.parking().get().tried()) {
            boolean due = turn.now() >= memory.parking().get().untilNanos();
            return due ? Optional.of(Purpose.SLOW_RETRY) : Optional.empty();
        }
        if (memory.notBeforeNanos().isPresent() && turn.now() < memory.notBeforeNanos().get()) {
            return Optional.empty();
        }
        if (memory.parking().isPresent() || memory.guard().isExhausted(policy, turn.now())) {
            park(turn, i, incident);
            return Optional.empty();
        }
        if (memory.notBeforeNanos().isPresent()) {
            return Optional.of(Purpose.RECOVERY);
        }
        long delay = isCheap
                ? memory.guard().spacingNanos(policy, turn.now())
                : memory.guard().delayNanos(policy, turn.now(), turn.chance());
        if (delay > 0) {
            turn.emit(i, new Fact.RecoveryDelayed(id, incident.id(), delay));
            return Optional.empty();
        }
        return Optional.of(Purpose.RECOVERY);
    }

    private static void park(Turn turn, int i, Incident incident) {
        ServiceState state = turn.at(i);
        long delay = Parking.nextDelay(state.memory().parking(), state.spec().recover());
        turn.emit(i, new Fact.Parked(state.spec().id(), incident.id(), delay));
    }

    private static void plan(Turn turn, int i, Trouble trouble, Purpose purpose) {
        ServiceState state = turn.at(i);
        Incident incident = state.memory().incident().orElseThrow();
        Optional<Rung> rung = rung(turn, i, trouble, purpose);
        if (rung.isEmpty()) {
            park(turn, i, incident);
        } else if (state.spec().ladder().mode() == LadderSpec.Mode.PROPOSE
                && !incident.course().isApproved(rung.get(), Taking.what(state, rung.get()))) {
            turn.emit(i, new Fact.Proposed(state.spec().id(), incident.id(), rung.get(), Taking.what(state, rung.get())));
            hold(turn, i, turn.at(i).memory().incident().orElseThrow(), Holding.approval(incident));
        } else {
            Taking.take(turn, i, rung.get(), purpose);
        }
    }

    /// Where a restart cannot help, a slow retry makes the repair again that did not hold; without one it restarts all the same:
    /// somebody may have mended the cause meanwhile.
    private static Optional<Rung> rung(Turn turn, int i, Trouble trouble, Purpose purpose) {
        ServiceState state = turn.at(i);
        var diagnosis = state.file().diagnosis();
        boolean isUseless = diagnosis.filter(one -> one.otherwise() == Advice.PERSON).isPresent();
        boolean hasRemedy = diagnosis.flatMap(Diagnosis::remedy).isPresent();
        boolean isRetry = purpose == Purpose.SLOW_RETRY;
        List<Rung> taken = state.memory().incident().orElseThrow().course().taken();
        return Ladder.next(
                state.spec().ladder(),
                isRetry && isUseless ? taken.stream().filter(rung -> rung != Rung.REPAIR).toList() : taken,
                state.memory().care().rungs(),
                turn.now(),
                new Ladder.Called(hasRemedy, trouble.isMendedByStart() && (!isUseless || (isRetry && !hasRemedy)), !isUseless));
    }

    /// When a waiting repair is due; `Long.MAX_VALUE` when time alone brings nothing.
    static long dueNanos(Turn turn, int i) {
        ServiceState state = turn.at(i);
        Memory memory = state.memory();
        Optional<Incident> incident = memory.incident();
        if (state.spec().isWatched() || incident.isEmpty() || Recovering.trouble(turn, i).isEmpty()) {
            return Long.MAX_VALUE;
        }
        boolean waitsForAnEnd = state.file().isApplying()
                || state.life() instanceof Life.Reviving
                || state.life() instanceof Life.Stuck;
        if (waitsForAnEnd) {
            return Long.MAX_VALUE; // which is an event, or has an alarm of its own
        }
        if (incident.get().hold().isPresent()) {
            return Holding.dueNanos(turn, i, incident.get(), incident.get().hold().get());
        }
        long due = memory.parking().isPresent()
                ? Math.min(memory.parking().get().untilNanos(), Recovering.nextLookNanos(turn, i))
                : memory.notBeforeNanos().orElse(Long.MAX_VALUE);
        due = CommonCause.isAsking(turn, i) ? Math.min(due, CommonCause.countNanos(state, turn.now())) : due;
        return due > turn.now() ? due : Long.MAX_VALUE; // what is due already waits for something else
    }
}
