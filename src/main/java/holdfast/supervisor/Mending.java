package holdfast.supervisor;

import holdfast.model.Fact;
import holdfast.model.Fact.Closing;
import holdfast.model.Fact.Purpose;
import holdfast.model.ServiceId;
import holdfast.recovery.Incident;
import holdfast.recovery.Parking;
import holdfast.recovery.Trouble;
import java.util.Optional;

/// What to do about a trouble that starting anew can mend: hold for a dependency, wait, park, or act.
///
/// | what stands in the way | then |
/// |---|---|
/// | something it needs does not serve | hold; when that serves again, judge anew |
/// | parked, and its one retry failed | park for twice as long |
/// | parked, and its time has not come | wait |
/// | attempts in the window used up | park |
/// | backoff or spacing | wait, written down once with its end |
/// | nothing | start it, or stop it first if it still runs |
final class Mending {
    private Mending() {}

    static void advance(Turn turn, int i) {
        Incident incident = turn.at(i).memory().incident().orElseThrow();
        Optional<ServiceId> culprit = Wishes.missingNeed(turn, i);
        if (culprit.isPresent()) {
            if (!culprit.equals(incident.heldBy())) {
                turn.emit(i, new Fact.RecoveryHeld(turn.at(i).spec().id(), incident.id(), culprit.get()));
            }
            return;
        }
        if (incident.heldBy().isPresent()) {
            resume(turn, i, incident);
            if (turn.at(i).life() instanceof Life.Up) {
                return; // it may be well again already, without a restart
            }
        }
        purpose(turn, i, incident).ifPresent(purpose -> act(turn, i, purpose));
    }

    private static void resume(Turn turn, int i, Incident incident) {
        ServiceId id = turn.at(i).spec().id();
        turn.emit(i, new Fact.RecoveryResumed(id, incident.id()));
        if (turn.at(i).memory().parking().isPresent()) {
            turn.emit(i, new Fact.Unparked(id, incident.id(), Closing.DEPENDENCY_BACK));
        }
        if (turn.at(i).life() instanceof Life.Up) {
            Probing.rejudge(turn, i);
        }
    }

    /// Why to act now; empty when it is not the time.
    private static Optional<Purpose> purpose(Turn turn, int i, Incident incident) {
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
            turn.emit(i, new Fact.Parked(id, incident.id(), Parking.nextDelay(memory.parking(), policy)));
            return Optional.empty();
        }
        if (memory.notBeforeNanos().isPresent()) {
            return Optional.of(Purpose.RECOVERY);
        }
        long delay = memory.guard().delayNanos(policy, turn.now(), turn.chance());
        if (delay > 0) {
            turn.emit(i, new Fact.RecoveryDelayed(id, incident.id(), delay));
            return Optional.empty();
        }
        return Optional.of(Purpose.RECOVERY);
    }

    private static void act(Turn turn, int i, Purpose purpose) {
        ServiceState state = turn.at(i);
        switch (state.life()) {
            case Life.Down _ -> {
                int tries = state.memory().guard().triesRemembered(state.spec().recover()) + 1;
                LifeCycle.start(turn, i, purpose, purpose == Purpose.RECOVERY ? tries : 0);
            }
            case Life.Up up -> LifeCycle.stop(turn, i, up.incarnation(), purpose);
            case Life.Unseen _, Life.Spawning _, Life.Starting _, Life.Stopping _, Life.Stuck _, Life.Watched _ ->
                throw new IllegalStateException(state.spec().id() + " has no trouble to mend while " + state.life());
        }
    }

    /// When a waiting repair is due; `Long.MAX_VALUE` when time alone brings nothing.
    static long dueNanos(ServiceState state) {
        Memory memory = state.memory();
        if (state.spec().isWatched()) {
            return Long.MAX_VALUE;
        }
        boolean held = memory.incident().flatMap(Incident::heldBy).isPresent();
        if (held || memory.incident().isEmpty() || Recovering.trouble(state).filter(Trouble::isMendedByStart).isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (memory.parking().isPresent()) {
            return memory.parking().get().untilNanos();
        }
        return memory.notBeforeNanos().orElse(Long.MAX_VALUE);
    }
}
