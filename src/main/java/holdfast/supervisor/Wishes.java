package holdfast.supervisor;

import holdfast.model.Event;
import holdfast.model.Event.Request;
import holdfast.model.Fact;
import holdfast.model.Fact.Purpose;
import holdfast.model.Incarnation;
import holdfast.model.ServiceId;
import holdfast.model.Wish;
import java.util.Optional;

/// What each service should be, and getting there when nothing is wrong: start forwards along the needs, stop backwards.
///
/// | who wants | wins over | because |
/// |---|---|---|
/// | an operator, last word | everything below, also across restarts of Holdfast | a stop is never healed back |
/// | something that is wanted up and needs it | the configured default | it cannot work without |
/// | the configuration (`autostart`) | – | |
final class Wishes {
    private Wishes() {}

    static boolean wantsUp(Turn turn, int i) {
        ServiceState state = turn.at(i);
        if (state.departing()) {
            return false;
        }
        return state.memory()
                .wished()
                .map(word -> word.wish() == Wish.UP)
                .orElseGet(() -> state.spec().enabled() || isNeeded(turn, i));
    }

    private static boolean isNeeded(Turn turn, int i) {
        for (int dependant : turn.fleet().dependants(i)) {
            if (wantsUp(turn, dependant)) {
                return true;
            }
        }
        return false;
    }

    /// The first of its needs that does not serve, or is about to be stopped.
    static Optional<ServiceId> missingNeed(Turn turn, int i) {
        for (int need : turn.fleet().needs(i)) {
            boolean leaving = !turn.at(need).spec().isWatched() && !wantsUp(turn, need);
            if (leaving || !turn.at(need).isAvailable()) {
                return Optional.of(turn.at(need).spec().id());
            }
        }
        return Optional.empty();
    }

    static void asked(Turn turn, int i, Event.OperatorAsked asked) {
        ServiceState state = turn.at(i);
        if (state.departing()) {
            return;
        }
        ServiceId id = state.spec().id();
        String actor = asked.actor();
        switch (asked.request()) {
            case Event.Order order -> wished(turn, i, order, actor);
            case Request.Unpin _ -> turn.emit(i, new Fact.Unpinned(id, actor));
            case Request.Unsilence _ -> turn.emit(i, new Fact.Unsilenced(id, actor));
            case Request.Pin(String why, long forNanos) -> turn.emit(i, new Fact.Pinned(id, why, forNanos, actor));
            case Request.Silence(String why, long forNanos) -> turn.emit(i, new Fact.Silenced(id, why, forNanos, actor));
            case Request.Acknowledge(long incident, String why) when isOpen(state, incident) ->
                turn.emit(i, new Fact.Acknowledged(id, incident, why, actor));
            case Request.Approve(long incident) when isOpen(state, incident) ->
                turn.emit(i, new Fact.Approved(id, incident, actor));
            case Request.Acknowledge _, Request.Approve _ -> {
                return; // of an incident that is over
            }
        }
        turn.unsettle(i);
    }

    private static boolean isOpen(ServiceState state, long incident) {
        return state.memory().incident().filter(open -> open.id() == incident).isPresent();
    }

    private static void wished(Turn turn, int i, Event.Order order, String actor) {
        if (order == Event.Order.RELOAD) {
            Reloading.asked(turn, i, actor);
            return;
        }
        ServiceState state = turn.at(i);
        Wish wanted = order == Event.Order.STOP ? Wish.DOWN : Wish.UP;
        turn.emit(i, new Fact.WishChanged(state.spec().id(), wanted, actor));
        turn.put(i, turn.at(i).withAsked(turn.at(i).asked().withRestart(order == Event.Order.RESTART && state.isPresent())));
        unsettleWithNeeds(turn, i);
        turn.fleet().dependants(i).forEach(turn::unsettle);
    }

    /// Whatever it needs may be wanted now, or not any more.
    private static void unsettleWithNeeds(Turn turn, int i) {
        turn.unsettle(i);
        for (int need : turn.fleet().needs(i)) {
            unsettleWithNeeds(turn, need);
        }
    }

    static void advance(Turn turn, int i) {
        switch (turn.at(i).life()) {
            case Life.Down _ -> whileDown(turn, i);
            case Life.Starting starting -> whileRunning(turn, i, starting.incarnation());
            case Life.Up up -> whileRunning(turn, i, up.incarnation());
            case Life.Reviving _ -> {
                if (!wantsUp(turn, i)) {
                    LifeCycle.stop(turn, i, new Incarnation(turn.at(i).memory().lastIncarnation()), Purpose.WISH);
                }
            }
            // Each of these ends by itself, and is looked at again then.
            case Life.Unseen _, Life.Spawning _, Life.Reloading _, Life.Stopping _, Life.Stuck _ -> {}
            case Life.Watched _ -> {}
        }
    }

    private static void whileDown(Turn turn, int i) {
        ServiceState state = turn.at(i);
        if (state.departing()) {
            if (!(state.memory().run() instanceof Run.Never)) {
                turn.emit(i, new Fact.Forgotten(state.spec().id()));
            }
            return;
        }
        boolean recoverysCase = Recovering.trouble(turn, i).isPresent() || state.file().isApplying();
        if (!wantsUp(turn, i) || recoverysCase || missingNeed(turn, i).isPresent()) {
            return;
        }
        Taking.startPrepared(turn, i, state.memory().nextPurpose());
    }

    private static void whileRunning(Turn turn, int i, Incarnation incarnation) {
        ServiceState state = turn.at(i);
        if (!wantsUp(turn, i)) {
            if (!isHeldUpByDependant(turn, i)) {
                LifeCycle.stop(turn, i, incarnation, Purpose.WISH);
            }
        } else if (state.asked().restart()) {
            turn.put(i, state.withAsked(state.asked().withRestart(false)));
            LifeCycle.stop(turn, i, incarnation, Purpose.OPERATOR);
        } else if (isOutdated(turn, i)) {
            LifeCycle.stop(turn, i, incarnation, Purpose.CONFIGURATION);
        } else {
            Reloading.beginAsked(turn, i);
        }
    }

    private static boolean isOutdated(Turn turn, int i) {
        ServiceState state = turn.at(i);
        return state.outdated() && !state.memory().orders().isPinned(turn.now());
    }

    /// It runs, and begins anew before this turn is over: somebody asked for that, or an edit is put into effect.
    static boolean isToBeginAnew(Turn turn, int i) {
        return turn.at(i).life() instanceof Life.Up && wantsUp(turn, i) && (turn.at(i).asked().restart() || isOutdated(turn, i));
    }

    /// A dependant that is to stop as well, and has not yet: it goes first.
    private static boolean isHeldUpByDependant(Turn turn, int i) {
        for (int dependant : turn.fleet().dependants(i)) {
            if (turn.at(dependant).isPresent() && !wantsUp(turn, dependant)) {
                return true;
            }
        }
        return false;
    }
}
