package holdfast.supervisor;

import holdfast.model.Event;
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
                .wish()
                .map(wish -> wish == Wish.UP)
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
        Wish wanted = asked.request() == Event.Request.STOP ? Wish.DOWN : Wish.UP;
        turn.emit(i, new Fact.WishChanged(state.spec().id(), wanted, asked.actor()));
        turn.put(i, turn.at(i).withRestartAsked(asked.request() == Event.Request.RESTART && state.isPresent()));
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
            // Each of these ends by itself, and is looked at again then.
            case Life.Unseen _, Life.Spawning _, Life.Stopping _, Life.Stuck _ -> {}
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
        boolean recoverysCase = Recovering.trouble(state).isPresent();
        if (!wantsUp(turn, i) || recoverysCase || missingNeed(turn, i).isPresent()) {
            return;
        }
        Purpose purpose = state.memory().nextPurpose();
        int tries = purpose == Purpose.RECOVERY
                ? state.memory().guard().triesRemembered(state.spec().recover()) + 1
                : 0;
        LifeCycle.start(turn, i, purpose, tries);
    }

    private static void whileRunning(Turn turn, int i, Incarnation incarnation) {
        ServiceState state = turn.at(i);
        if (!wantsUp(turn, i)) {
            if (!isHeldUpByDependant(turn, i)) {
                LifeCycle.stop(turn, i, incarnation, Purpose.WISH);
            }
        } else if (state.restartAsked()) {
            turn.put(i, state.withRestartAsked(false));
            LifeCycle.stop(turn, i, incarnation, Purpose.OPERATOR);
        } else if (state.outdated()) {
            LifeCycle.stop(turn, i, incarnation, Purpose.CONFIGURATION);
        }
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
