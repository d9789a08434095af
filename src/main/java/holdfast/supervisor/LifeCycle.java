package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.Fact;
import holdfast.model.Fact.Purpose;
import holdfast.model.Incarnation;
import holdfast.model.Limits;
import holdfast.model.Reason;
import java.util.ArrayList;
import java.util.Optional;

/// The life of one incarnation: starting, ending, and every answer that does not come. The table is [Life]'s.
final class LifeCycle {
    /// The wait between two stops that could not be proven stops growing here: 10 minutes.
    private static final long STUCK_WAIT_NANOS_MAX = 600_000_000_000L;

    private LifeCycle() {}

    /// Begins a new incarnation. The intention is a fact before the command leaves, so that a start that Holdfast does not
    /// survive is found again by its number.
    static void start(Turn turn, int i, Purpose purpose, int tries) {
        ServiceState state = turn.at(i);
        var spec = state.spec();
        var incarnation = new Incarnation(state.memory().lastIncarnation() + 1);
        turn.emit(i, new Fact.StartIntended(spec.id(), incarnation, purpose, tries));
        turn.put(i, turn.at(i).withOutdated(false).withAsked(turn.at(i).asked().withRestart(false)).withFile(turn.at(i).file().begun()));
        turn.life(i, new Life.Spawning(incarnation, turn.now() + Limits.START_ANSWER_NANOS + spec.stopWithinNanos()));
        turn.send(new Command.StartProcess(spec.id(), incarnation, state.memory().run().lastProcess(), Taking.manner(state, purpose)));
    }

    /// Ends an incarnation: once intended, it is carried through until proven.
    static void stop(Turn turn, int i, Incarnation incarnation, Purpose purpose) {
        Reloading.overtaken(turn, i);
        turn.emit(i, new Fact.StopIntended(turn.at(i).spec().id(), incarnation, purpose));
        sendStop(turn, i, incarnation, Limits.STOP_AGAIN_NANOS);
    }

    private static void sendStop(Turn turn, int i, Incarnation incarnation, long stuckWaitNanos) {
        ServiceState state = turn.at(i);
        long grace = state.spec().stopWithinNanos();
        long command = turn.number();
        turn.life(
                i,
                new Life.Stopping(
                        incarnation, command, turn.now() + grace + Limits.STOP_ANSWER_SLACK_NANOS, stuckWaitNanos));
        turn.send(new Command.StopProcess(
                state.spec().id(), command, incarnation, state.memory().run().lastProcess(), grace));
    }

    static void startAnswered(Turn turn, int i, Event.StartAnswered answered) {
        ServiceState state = turn.at(i);
        boolean awaited = state.life() instanceof Life.Spawning spawning
                && spawning.incarnation().equals(answered.incarnation());
        boolean late = state.life() instanceof Life.Unseen
                && state.memory().run() instanceof Run.Intended intended
                && intended.incarnation().equals(answered.incarnation());
        if (!awaited && !late) {
            return; // of an incarnation that is history, or already found by observation
        }
        var id = state.spec().id();
        switch (answered.outcome()) {
            case StartOutcome.Started started -> {
                turn.emit(i, new Fact.Started(id, answered.incarnation(), started.process()));
                turn.life(
                        i,
                        new Life.Starting(
                                answered.incarnation(), turn.now() + state.spec().startWithinNanos()));
                var fresh = state.spec().checks().stream()
                        .map(_ -> CheckState.fresh(turn.now()))
                        .toList();
                turn.put(i, turn.at(i).withChecks(fresh));
            }
            case StartOutcome.Failed failed -> {
                turn.emit(i, new Fact.StartFailed(id, answered.incarnation(), failed.failure(), failed.reason()));
                turn.life(i, new Life.Down());
            }
        }
        turn.unsettle(i);
    }

    static void stopAnswered(Turn turn, int i, Event.StopAnswered answered) {
        ServiceState state = turn.at(i);
        if (!(state.life() instanceof Life.Stopping stopping) || stopping.command() != answered.command()) {
            return; // of an earlier stop; the present one will be answered as well
        }
        switch (answered.outcome()) {
            case StopOutcome.Gone gone -> {
                turn.emit(i, new Fact.Ended(state.spec().id(), stopping.incarnation(), gone.status(), 0, true));
                turn.life(i, new Life.Down());
            }
            case StopOutcome.NotProven notProven -> stuck(turn, i, stopping, notProven.reason());
        }
        turn.unsettle(i);
    }

    static void exited(Turn turn, int i, Event.ProcessExited exited) {
        if (Reloading.keeps(turn, i, exited)) {
            return;
        }
        ServiceState state = turn.at(i);
        Optional<Incarnation> alive = switch (state.life()) {
            case Life.Spawning spawning -> Optional.of(spawning.incarnation()); // its answer got lost on the way
            case Life.Starting starting -> Optional.of(starting.incarnation());
            case Life.Up up -> Optional.of(up.incarnation());
            case Life.Reloading reloading -> Optional.of(reloading.incarnation());
            // The answer to the stop says more: that the whole tree is gone.
            case Life.Stopping _, Life.Stuck _ -> Optional.empty();
            case Life.Unseen _ -> Observing.current(state.memory().run());
            case Life.Down _, Life.Reviving _, Life.Watched _ -> Optional.empty();
        };
        if (alive.isEmpty() || !alive.get().equals(exited.incarnation())) {
            return;
        }
        ended(turn, i, exited);
        turn.unsettle(i);
    }

    static void ended(Turn turn, int i, Event.ProcessExited exited) {
        ServiceState state = turn.at(i);
        turn.emit(
                i,
                new Fact.Ended(
                        state.spec().id(),
                        exited.incarnation(),
                        exited.status(),
                        exited.survivors(),
                        state.memory().run() instanceof Run.Ending));
        turn.life(i, isLeftToRival(turn, i) ? new Life.Unseen(0, turn.now() + Limits.RIVAL_NANOS) : new Life.Down());
    }

    /// Somebody else starts it, too: they go first, and then it is looked at what there is. A backend tells by itself.
    private static boolean isLeftToRival(Turn turn, int i) {
        ServiceState state = turn.at(i);
        boolean isUntold = switch (state.spec().driver()) {
            case DriverSpec.Run _, DriverSpec.Commands _ -> true;
            case DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Watch _ -> false;
        };
        return isUntold && !state.memory().rivals().isEmpty() && Wishes.wantsUp(turn, i);
    }

    /// What time alone brings about.
    static void advance(Turn turn, int i) {
        Life life = turn.at(i).life();
        if (turn.now() < life.dueNanos()) {
            return;
        }
        switch (life) {
            case Life.Unseen _, Life.Spawning _, Life.Reloading _ -> Observing.ask(turn, i);
            case Life.Reviving _ -> turn.life(i, new Life.Down());
            case Life.Starting starting -> {
                ServiceState state = turn.at(i);
                var specs = state.spec().checks();
                var judged = new ArrayList<CheckState>(specs.size());
                for (int c = 0; c < specs.size(); c++) {
                    judged.add(state.checks().get(c).graceEnded(specs.get(c)));
                }
                turn.put(i, state.withChecks(judged));
                turn.life(i, new Life.Up(starting.incarnation()));
            }
            case Life.Stopping stopping -> stuck(turn, i, stopping, Reason.of("supervisor.stop-not-answered"));
            case Life.Stuck stuck ->
                sendStop(turn, i, stuck.incarnation(), Math.min(stuck.waitNanos() * 2, STUCK_WAIT_NANOS_MAX));
            case Life.Down _, Life.Up _, Life.Watched _ ->
                throw new IllegalStateException(life + " waits for nothing, yet is due");
        }
    }

    private static void stuck(Turn turn, int i, Life.Stopping stopping, Reason reason) {
        turn.emit(i, new Fact.StopNotProven(turn.at(i).spec().id(), stopping.incarnation(), reason));
        long wait = stopping.stuckWaitNanos();
        turn.life(i, new Life.Stuck(stopping.incarnation(), turn.now() + wait, wait));
    }
}
