package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.model.Command;
import holdfast.recovery.Incident;

/// The one alarm of a service: the nearest moment at which time alone brings something about.
final class Alarm {
    private Alarm() {}

    static void set(Turn turn, int i) {
        ServiceState state = turn.at(i);
        long due = dueNanos(turn, i);
        if (due < Long.MAX_VALUE && due != state.alarmNanos()) {
            turn.put(i, state.withAlarm(due));
            turn.send(new Command.Wake(state.spec().id(), due));
        }
    }

    private static long dueNanos(Turn turn, int i) {
        ServiceState state = turn.at(i);
        long due = Math.min(state.life().dueNanos(), Telling.dueNanos(turn, i));
        due = Math.min(due, Mending.dueNanos(turn, i));
        due = Math.min(due, state.file().dueNanos());
        due = Math.min(due, state.memory().orders().dueNanos(turn.now()));
        if (state.life().isProbed()) {
            for (CheckState check : state.checks()) {
                due = Math.min(due, check.dueNanos());
            }
        }
        if (Recovering.isProving(state) && state.memory().incident().isPresent()) {
            Incident incident = state.memory().incident().get();
            long proven = Recovering.provenNanos(state, incident);
            // What still fails now and then is proven by its next answers, not by time.
            due = proven > turn.now() || Recovering.isSteady(state) ? Math.min(due, proven) : due;
        }
        return due;
    }
}
