package holdfast.supervisor;

import holdfast.health.CheckState;
import holdfast.health.Judgement;
import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Health;
import holdfast.model.ProbeResult;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.Status.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Asks each check when it is due, and turns the answers into the verdict over the service.
final class Probing {
    private Probing() {}

    static void answered(Turn turn, int i, Event.ProbeFinished finished) {
        ServiceState state = turn.at(i);
        List<CheckSpec> specs = state.spec().checks();
        for (int c = 0; c < specs.size(); c++) {
            if (specs.get(c).id().equals(finished.check())) {
                // Another number: the answer of a probe given up, or of an earlier incarnation.
                if (state.checks().get(c).inFlight() == finished.probe() && state.life().isProbed()) {
                    take(turn, i, c, finished.result());
                    turn.unsettle(i);
                }
                return;
            }
        }
    }

    /// Counts one answer.
    private static void take(Turn turn, int i, int c, ProbeResult result) {
        ServiceState state = turn.at(i);
        CheckSpec spec = state.spec().checks().get(c);
        CheckState before = state.checks().get(c);
        CheckState counted = isInGrace(state)
                ? before.answeredInGrace(spec, result, turn.now())
                : before.answered(spec, result, turn.now());
        CheckState after = counted.withOthers(spec, turn.fleet().size());
        ServiceState next = state.withChecks(replaced(state.checks(), c, after))
                .withTally(state.tally().probed(result.outcome() == ProbeResult.Outcome.FAIL));
        boolean good = result.outcome() == ProbeResult.Outcome.PASS && spec.role() == CheckSpec.Role.ALIVE;
        turn.put(i, good ? next.withLastGood(turn.now()) : next);
        if (after.blind() && !before.blind()) {
            turn.emit(i, new Fact.CheckBlinded(spec.id(), result.reason()));
        } else if (before.blind() && !after.blind()) {
            turn.emit(i, new Fact.CheckSighted(spec.id()));
        }
    }

    /// What the check looks at has changed: ask now rather than when its time comes.
    static void due(Turn turn, int i, CheckId check) {
        ServiceState state = turn.at(i);
        List<CheckSpec> specs = state.spec().checks();
        for (int c = 0; c < specs.size(); c++) {
            if (specs.get(c).id().equals(check) && state.life().isProbed()) {
                CheckState sooner = state.checks().get(c).dueAt(Math.min(state.checks().get(c).nextAtNanos(), turn.now()));
                turn.put(i, state.withChecks(replaced(state.checks(), c, sooner)));
                turn.unsettle(i);
                return;
            }
        }
    }

    static void advance(Turn turn, int i) {
        if (!turn.at(i).life().isProbed()) {
            return;
        }
        giveUpLost(turn, i);
        if (turn.at(i).life() instanceof Life.Starting starting && hasAnswered(turn.at(i))) {
            turn.life(i, new Life.Up(starting.incarnation()));
        }
        judge(turn, i);
        askDue(turn, i);
    }

    /// An answer that does not come is a fault of the monitor: every probe has its own deadline and should have said so.
    private static void giveUpLost(Turn turn, int i) {
        for (int c = 0; c < turn.at(i).checks().size(); c++) {
            CheckState check = turn.at(i).checks().get(c);
            if (check.inFlight() != 0 && turn.now() >= check.giveUpAtNanos()) {
                take(
                        turn,
                        i,
                        c,
                        ProbeResult.of(
                                ProbeResult.Outcome.ERROR,
                                Reason.of("supervisor.probe-not-answered"),
                                turn.now() - check.startedAtNanos()));
            }
        }
    }

    /// Nothing is held against it yet, or for now.
    private static boolean isInGrace(ServiceState state) {
        return state.life() instanceof Life.Starting || state.life() instanceof Life.Reloading;
    }

    /// Every alive check has had its first success.
    static boolean hasAnswered(ServiceState state) {
        List<CheckSpec> specs = state.spec().checks();
        for (int c = 0; c < specs.size(); c++) {
            if (specs.get(c).role() == CheckSpec.Role.ALIVE && state.checks().get(c).verdict() != Verdict.GOOD) {
                return false;
            }
        }
        return true;
    }

    private static void judge(Turn turn, int i) {
        ServiceState state = turn.at(i);
        if (isInGrace(state)) {
            return;
        }
        Judgement judgement = Judgement.over(state.spec().checks(), state.checks());
        Health was = state.memory().health();
        if (judgement.health() != was) {
            turn.emit(
                    i,
                    new Fact.HealthJudged(
                            state.spec().id(), was, judgement.health(), judgement.check(), judgement.reason()));
        }
    }

    private static void askDue(Turn turn, int i) {
        ServiceState state = turn.at(i);
        List<CheckSpec> specs = state.spec().checks();
        for (int c = 0; c < specs.size(); c++) {
            CheckState check = turn.at(i).checks().get(c);
            if (check.inFlight() == 0 && turn.now() >= check.nextAtNanos()) {
                long probe = turn.number();
                CheckState asked = check.asked(specs.get(c), probe, turn.now());
                turn.put(i, turn.at(i).withChecks(replaced(turn.at(i).checks(), c, asked)));
                Optional<ProcessIdentity> process = state.memory().run() instanceof Run.Running running
                        ? Optional.of(running.process())
                        : Optional.empty();
                turn.send(new Command.RunProbe(specs.get(c).id(), probe, process));
            }
        }
    }

    /// Its verdicts may have been somebody else's fault: bad ones must be shown anew.
    static void rejudge(Turn turn, int i) {
        ServiceState state = turn.at(i);
        turn.put(
                i,
                state.withChecks(state.checks().stream()
                        .map(check -> check.rejudged(turn.now()))
                        .toList()));
        judge(turn, i);
        askDue(turn, i);
    }

    private static List<CheckState> replaced(List<CheckState> checks, int c, CheckState next) {
        if (checks.size() == 1) {
            return List.of(next);
        }
        var copy = new ArrayList<>(checks);
        copy.set(c, next);
        return List.copyOf(copy);
    }
}
