package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Origin;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.Fact;
import holdfast.model.Fact.ReloadResult;
import holdfast.model.Incarnation;
import holdfast.model.Limits;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import java.util.Optional;

/// A service takes in its new configuration or code without going down, at an operator's word. A new configuration of Holdfast
/// itself is [Reload]'s.
///
/// | asked for while it is | then | because |
/// |---|---|---|
/// | Up, well or not, given up or not | at once | an operator's word wins over recovery's doubts |
/// | Unseen, Spawning, Starting, or being mended in place | as soon as it is up | it may have read the old one before the edit |
/// | Reloading, or proving an earlier one | once more afterwards, however often it was asked for | whoever asks later may have changed more |
/// | about to be stopped or restarted | overtaken | a start reads everything anew |
/// | Down, Reviving, Stopping, Stuck | refused | nothing runs that could; `start` is another wish |
/// | without a way to be reloaded | refused | a reload is never silently a restart |
///
/// A pin does not count here, as for every order of an operator's: who asks is told of it, and must insist, before it gets here.
///
/// | answer | then | result |
/// |---|---|---|
/// | carried out, the same process | proven by checks asked anew, within a start grace | GOOD, or NOT_PROVEN and an incident like any other |
/// | carried out, another process in its place | a new incarnation by the same wish: neither a crash nor an attempt; proven likewise | as above |
/// | refused, failed | it runs on | REFUSED, FAILED |
/// | its process is gone | a crash, recovery as usual | DIED |
/// | none, or Holdfast ended meanwhile | looked at; what runs is taken for what the reload left | LOST |
/// | a stop or restart in between | stopped when the reload has been answered | OVERTAKEN |
///
/// It costs no attempt, forgives none, and says nothing about whether the service shall run.
final class Reloading {
    private Reloading() {}

    static void asked(Turn turn, int i, String actor) {
        Optional<Reason> refusal = refusal(turn, i);
        if (refusal.isPresent()) {
            end(turn, i, ReloadResult.REFUSED, refusal.get());
            return;
        }
        turn.put(i, turn.at(i).withAsked(turn.at(i).asked().withReload(Optional.of(actor))));
        if (!turn.at(i).asked().restart() && !turn.at(i).outdated()) {
            beginAsked(turn, i);
        }
    }

    private static Optional<Reason> refusal(Turn turn, int i) {
        ServiceState state = turn.at(i);
        if (!state.spec().isReloadable()) {
            return Optional.of(Reason.of("supervisor.reload.no-way", state.spec().id()));
        }
        boolean mayRun = switch (state.life()) {
            case Life.Unseen _, Life.Spawning _, Life.Starting _, Life.Up _, Life.Reloading _ -> Wishes.wantsUp(turn, i);
            case Life.Down _, Life.Reviving _, Life.Stopping _, Life.Stuck _, Life.Watched _ -> false;
        };
        return mayRun ? Optional.empty() : Optional.of(Reason.of("supervisor.reload.not-up", state.spec().id()));
    }

    /// Begins what was asked for, if it can be begun now.
    static void beginAsked(Turn turn, int i) {
        ServiceState state = turn.at(i);
        Optional<String> actor = state.asked().reload();
        if (actor.isEmpty() || !(state.life() instanceof Life.Up up) || state.file().isApplying()) {
            return;
        }
        turn.put(i, state.withAsked(state.asked().withReload(Optional.empty())));
        if (!state.spec().isReloadable()) {
            // It was when somebody asked; the configuration has changed while that waited.
            end(turn, i, ReloadResult.REFUSED, Reason.of("supervisor.reload.no-way", state.spec().id()));
            return;
        }
        turn.emit(i, new Fact.ReloadIntended(state.spec().id(), up.incarnation(), actor.get()));
        long command = turn.number();
        long within = state.spec().reloadWithinNanos();
        long answerBy = turn.now() + within + Limits.RELOAD_ANSWER_SLACK_NANOS;
        turn.life(i, new Life.Reloading(up.incarnation(), command, answerBy, Optional.empty()));
        Optional<ProcessIdentity> process = state.memory().run().lastProcess();
        turn.send(new Command.ReloadProcess(state.spec().id(), command, up.incarnation(), process, next(state), within));
    }

    private static Incarnation next(ServiceState state) {
        return new Incarnation(state.memory().lastIncarnation() + 1);
    }

    static void answered(Turn turn, int i, Event.ReloadAnswered answered) {
        ServiceState state = turn.at(i);
        if (!(state.life() instanceof Life.Reloading reloading) || reloading.command() != answered.command()) {
            return; // of one that was given up
        }
        switch (answered.outcome()) {
            case ReloadOutcome.Reloaded(ProcessIdentity process) -> reloaded(turn, i, reloading, process);
            case ReloadOutcome.Refused(Reason reason) -> runsOn(turn, i, reloading, ReloadResult.REFUSED, reason);
            case ReloadOutcome.Failed(Reason reason, Optional<ProcessIdentity> process) ->
                runsOn(turn, i, exchanged(turn, i, reloading, process), ReloadResult.FAILED, reason);
            case ReloadOutcome.Gone gone -> LifeCycle.ended(
                    turn,
                    i,
                    new Event.ProcessExited(state.spec().id(), reloading.incarnation(), gone.status(), gone.survivors()));
        }
        turn.unsettle(i);
    }

    private static void reloaded(Turn turn, int i, Life.Reloading reloading, ProcessIdentity process) {
        ServiceState state = turn.at(i);
        boolean isSame = state.memory().run().lastProcess().equals(Optional.of(process));
        if (isSame && reloading.exit().isPresent()) {
            LifeCycle.ended(turn, i, reloading.exit().get());
            return;
        }
        Incarnation incarnation = isSame ? reloading.incarnation() : next(state);
        if (!isSame) {
            turn.emit(i, new Fact.Adopted(state.spec().id(), incarnation, process, Origin.RELOAD));
        }
        turn.life(i, new Life.Starting(incarnation, turn.now() + state.spec().startWithinNanos()));
        turn.put(
                i,
                turn.at(i).withChecks(state.spec().checks().stream()
                        .map(_ -> CheckState.fresh(turn.now()))
                        .toList()));
    }

    /// What it has put in the place of the process before is no crash, and no attempt of anybody's.
    private static Life.Reloading exchanged(Turn turn, int i, Life.Reloading reloading, Optional<ProcessIdentity> process) {
        ServiceState state = turn.at(i);
        if (process.isEmpty() || state.memory().run().lastProcess().equals(process)) {
            return reloading;
        }
        Incarnation incarnation = next(state);
        turn.emit(i, new Fact.Adopted(state.spec().id(), incarnation, process.get(), Origin.RELOAD));
        return new Life.Reloading(incarnation, reloading.command(), reloading.answerByNanos(), Optional.empty());
    }

    private static void runsOn(Turn turn, int i, Life.Reloading reloading, ReloadResult result, Reason reason) {
        if (reloading.exit().isPresent()) {
            LifeCycle.ended(turn, i, reloading.exit().get());
            return;
        }
        end(turn, i, result, reason);
        turn.life(i, new Life.Up(reloading.incarnation()));
        ServiceState state = turn.at(i);
        turn.put(i, state.withChecks(state.checks().stream()
                .map(check -> check.dueAt(Math.min(check.nextAtNanos(), turn.now())))
                .toList()));
    }

    /// The process is gone, and something that is kept elsewhere may have another one in its place: the answer tells.
    static boolean keeps(Turn turn, int i, Event.ProcessExited exited) {
        ServiceState state = turn.at(i);
        if (!(state.life() instanceof Life.Reloading reloading)
                || !reloading.incarnation().equals(exited.incarnation())
                || !state.spec().isKeptElsewhere()) {
            return false;
        }
        turn.life(
                i,
                new Life.Reloading(
                        reloading.incarnation(), reloading.command(), reloading.answerByNanos(), Optional.of(exited)));
        return true;
    }

    /// What runs is known now; what it runs with is not.
    static void lost(Turn turn, int i) {
        if (turn.at(i).memory().reload().isPresent()) {
            end(turn, i, ReloadResult.LOST, Reason.of("supervisor.reload.lost"));
        }
    }

    static void overtaken(Turn turn, int i) {
        if (turn.at(i).memory().reload().isPresent()) {
            end(turn, i, ReloadResult.OVERTAKEN, Reason.of("supervisor.reload.overtaken"));
        }
    }

    /// What has become of it.
    static void advance(Turn turn, int i) {
        ServiceState state = turn.at(i);
        switch (state.life()) {
            case Life.Unseen _, Life.Spawning _, Life.Starting _, Life.Reloading _ -> {}
            case Life.Up _ -> {
                if (state.memory().reload().isPresent()) {
                    proven(turn, i);
                }
            }
            case Life.Down _, Life.Reviving _, Life.Stopping _, Life.Stuck _, Life.Watched _ -> {
                if (state.memory().reload().isPresent() && state.memory().run() instanceof Run.Ended ended && !ended.asked()) {
                    end(turn, i, ReloadResult.DIED, Recovering.exitReason(ended));
                }
                overtaken(turn, i);
                if (state.asked().reload().isPresent()) {
                    turn.put(i, turn.at(i).withAsked(turn.at(i).asked().withReload(Optional.empty())));
                    end(turn, i, ReloadResult.OVERTAKEN, Reason.of("supervisor.reload.overtaken"));
                }
            }
        }
    }

    private static void proven(Turn turn, int i) {
        ServiceState state = turn.at(i);
        if (Probing.hasAnswered(state)) {
            end(turn, i, ReloadResult.GOOD, Reason.of("supervisor.reload.good"));
        } else {
            end(turn, i, ReloadResult.NOT_PROVEN, Recovering.worstReason(state));
        }
    }

    private static void end(Turn turn, int i, ReloadResult result, Reason reason) {
        ServiceState state = turn.at(i);
        turn.emit(
                i,
                new Fact.ReloadEnded(
                        state.spec().id(), new Incarnation(Math.max(1, state.memory().lastIncarnation())), result, reason));
    }
}
