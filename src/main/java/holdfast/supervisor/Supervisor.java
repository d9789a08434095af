package holdfast.supervisor;

import holdfast.model.Event;
import holdfast.model.Fact;
import java.util.OptionalInt;

/// The one decision: what an event means for the world. Routes, and settles what follows from it; the rooms behind it decide.
///
/// Order within a turn, for each service touched: life cycle → health → recovery → wishes → alert. All but the reading of the
/// event itself is level-triggered: each step looks at the state and the time and does what is due, so that a lost, late or
/// doubled alarm changes nothing. A service whose availability or presence changed has its neighbours in the graph of needs
/// looked at in the same turn; the graph has no cycle, and each step is idempotent, so this ends.
///
/// Precedence: operator's wish > parked > recovery > dependency's wish > configured default.
///
/// Threading: pure.
public final class Supervisor {
    private Supervisor() {}

    /// @param nowNanos monotonic; never smaller than at the turn before
    public static Decision decide(World world, Event event, long nowNanos) {
        if (event instanceof Event.FleetChanged changed) {
            return settle(Reload.turn(world, changed.fleet(), nowNanos));
        }
        var turn = new Turn(world, nowNanos);
        route(turn, event);
        return settle(turn);
    }

    /// An event about a service that is not (or no longer) configured finds no index and is dropped: its process was stopped
    /// before it was forgotten.
    private static void route(Turn turn, Event event) {
        switch (event) {
            case Event.ServiceWoke woke -> turn.index(woke.service()).ifPresent(i -> {
                turn.put(i, turn.at(i).withAlarm(Long.MAX_VALUE));
                turn.unsettle(i);
            });
            case Event.ProbeFinished finished ->
                turn.index(finished.check().service()).ifPresent(i -> Probing.answered(turn, i, finished));
            case Event.StartAnswered answered ->
                turn.index(answered.service()).ifPresent(i -> LifeCycle.startAnswered(turn, i, answered));
            case Event.StopAnswered answered ->
                turn.index(answered.service()).ifPresent(i -> LifeCycle.stopAnswered(turn, i, answered));
            case Event.ReloadAnswered answered ->
                turn.index(answered.service()).ifPresent(i -> Reloading.answered(turn, i, answered));
            case Event.ProcessExited exited ->
                turn.index(exited.service()).ifPresent(i -> LifeCycle.exited(turn, i, exited));
            case Event.ProcessObserved observed ->
                turn.index(observed.service()).ifPresent(i -> Observing.observed(turn, i, observed));
            case Event.OperatorAsked asked -> turn.index(asked.service()).ifPresent(i -> Wishes.asked(turn, i, asked));
            case Event.BackendChanged changed ->
                turn.index(changed.service()).ifPresent(i -> Observing.backendChanged(turn, i, changed.observation()));
            case Event.RivalsSeen seen -> turn.index(seen.service()).ifPresent(i -> Observing.rivals(turn, i, seen.rivals()));
            case Event.DriverRemarked(var service, var reason) ->
                turn.index(service).ifPresent(i -> turn.emit(i, new Fact.Remarked(service, reason)));
            case Event.CheckDue due ->
                turn.index(due.check().service()).ifPresent(i -> Probing.due(turn, i, due.check()));
            case Event.Examined examined ->
                turn.index(examined.service()).ifPresent(i -> Errands.examined(turn, i, examined));
            case Event.RemedyAnswered answered ->
                turn.index(answered.service()).ifPresent(i -> Errands.answered(turn, i, answered));
            case Event.ObserverJudged judged -> turn.judgeObserver(judged);
            case Event.FleetChanged _ -> throw new IllegalStateException("a changed fleet is a turn of its own");
        }
    }

    static Decision settle(Turn turn) {
        for (OptionalInt next = turn.nextUnsettled(); next.isPresent(); next = turn.nextUnsettled()) {
            int i = next.getAsInt();
            LifeCycle.advance(turn, i);
            Probing.advance(turn, i);
            Reloading.advance(turn, i);
            Errands.advance(turn, i);
            Recovering.advance(turn, i);
            Wishes.advance(turn, i);
            Telling.advance(turn, i);
            Alarm.set(turn, i);
            turn.announce(i);
        }
        return turn.decision();
    }
}
