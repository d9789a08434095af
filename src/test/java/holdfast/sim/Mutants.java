package holdfast.sim;

import java.util.List;
import java.util.stream.Stream;

/// The list of seeded mistakes, each of a kind that people make.
final class Mutants {
    private static final List<Mutant> PLAIN = List.of(
            new Mutant(
                    "the third failure is one too few", "health/CheckState.java",
                    "boolean bad = failures >= spec.failAfter()", "boolean bad = failures > spec.failAfter()"),
            new Mutant(
                    "what comes and goes is never bad", "health/CheckState.java",
                    "|| recent.failures(spec.lately()) >= spec.failAfter();", ";"),
            new Mutant(
                    "a pass hides that it comes and goes", "health/CheckState.java",
                    "(failsTooOften || !passesOftenEnough)", "!passesOftenEnough"),
            new Mutant(
                    "an outage that is over counts as flapping", "health/CheckState.java",
                    "failures >= spec.failAfter() ? Lately.NOTHING : recent.and(true)", "recent.and(true)"),
            new Mutant(
                    "closed while a check still comes and goes", "supervisor/Recovering.java",
                    "provenNanos(state, incident) && isSteady(state)", "provenNanos(state, incident)"),
            new Mutant(
                    "one pass is enough to be good again", "health/CheckState.java",
                    "passes >= spec.goodAfter()", "passes >= 1"),
            new Mutant(
                    "an error of the probe counts as a failure", "health/CheckState.java",
                    "case ERROR -> errors = Math.min(errorsInRow + 1, spec.failAfter());",
                    "case ERROR -> failures = Math.min(failures + 1, spec.failAfter());"),
            new Mutant(
                    "failures in the start grace are counted", "health/CheckState.java",
                    "if (result.outcome() == ProbeResult.Outcome.PASS) {", "if (true) {"),
            new Mutant(
                    "the window is a nanosecond short", "recovery/Guard.java",
                    "nowNanos - at <= windowNanos", "nowNanos - at < windowNanos"),
            new Mutant(
                    "one attempt more than allowed", "recovery/Guard.java",
                    "forgivenNanos) >= policy.attempts()", "forgivenNanos) > policy.attempts()"),
            new Mutant(
                    "the backoff doubles one step early", "recovery/Guard.java",
                    "Math.min(remembered - 1, 30)", "Math.min(remembered, 30)"),
            new Mutant(
                    "a start does not count", "recovery/Guard.java",
                    "return new Guard(surplus > 0 ? kept.subList(surplus, kept.size()) : kept, newTries, 0, forgivenNanos);",
                    "return new Guard(attemptsNanos, newTries, 0, forgivenNanos);"),
            new Mutant(
                    "health is proven for ever once it was", "recovery/Guard.java",
                    "kept, newTries, 0, forgivenNanos);", "kept, newTries, provenNanos, forgivenNanos);"),
            new Mutant(
                    "what came back forgives the day as well", "recovery/Guard.java",
                    "return new Guard(attemptsNanos, 0, provenNanos, nowNanos);", "return CLEAR;"),
            new Mutant(
                    "what came back starts beyond the day", "supervisor/Mending.java",
                    "&& !state.memory().guard().forgiven(turn.now()).isExhausted(state.spec().recover(), turn.now());", ";"),
            new Mutant(
                    "any approval will do", "recovery/Course.java",
                    "&& proposal.filter(asked -> asked.rung().equals(rung) && asked.what().equals(what)).isPresent();", ";"),
            new Mutant(
                    "the cooldown never grows", "recovery/Parking.java",
                    "parking.delayNanos() * 2", "parking.delayNanos()"),
            new Mutant(
                    "giving up is told again and again", "alert/Told.java",
                    "case GAVE_UP -> new Told(down, true);", "case GAVE_UP -> new Told(down, false);"),
            new Mutant(
                    "what healed by itself is told as recovered", "alert/Notice.java",
                    "return told.anything() ? AlertKind.RECOVERED", "return !told.anything() ? AlertKind.RECOVERED"),
            new Mutant(
                    "closed before the stabilisation window is over", "supervisor/Recovering.java",
                    "turn.now() >= provenNanos(state, incident) &&", "turn.now() >= provenNanos(state, incident) - 1 &&"),
            new Mutant(
                    "closing waits for the next probe", "supervisor/Alarm.java",
                    "due = proven > turn.now() || Recovering.isSteady(state) ? Math.min(due, proven) : due;", "due = Math.min(due, Long.MAX_VALUE);"),
            new Mutant(
                    "the operator's stop is healed back", "supervisor/Wishes.java",
                    ".map(word -> word.wish() == Wish.UP)", ".map(_ -> true)"),
            new Mutant(
                    "started before what it needs serves", "supervisor/Wishes.java",
                    "if (leaving || !turn.at(need).isAvailable()) {", "if (leaving) {"),
            new Mutant(
                    "stopped before what needs it", "supervisor/Wishes.java",
                    "if (!isHeldUpByDependant(turn, i)) {", "if (true) {"),
            new Mutant(
                    "an exit of an earlier incarnation is taken for this one", "supervisor/LifeCycle.java",
                    "if (alive.isEmpty() || !alive.get().equals(exited.incarnation())) {", "if (alive.isEmpty()) {"),
            new Mutant(
                    "the answer to an earlier start is taken for this one", "supervisor/LifeCycle.java",
                    "&& spawning.incarnation().equals(answered.incarnation());", "&& spawning.incarnation().number() > 0;"),
            new Mutant(
                    "a stop that is not proven counts as done", "supervisor/LifeCycle.java",
                    "case StopOutcome.NotProven notProven -> stuck(turn, i, stopping, notProven.reason());",
                    "case StopOutcome.NotProven _ -> turn.life(i, new Life.Down());"),
            new Mutant(
                    "a start without an answer is started again", "supervisor/LifeCycle.java",
                    "case Life.Unseen _, Life.Spawning _, Life.Reloading _ -> Observing.ask(turn, i);",
                    "case Life.Spawning _ -> turn.life(i, new Life.Down()); case Life.Unseen _, Life.Reloading _ -> Observing.ask(turn, i);"),
            new Mutant(
                    "an unreadable answer means gone", "supervisor/Observing.java",
                    "return; // means nothing; it is asked again when the time has come",
                    "turn.life(i, new Life.Down());"),
            new Mutant(
                    "everything is started at once, before anybody looked", "supervisor/Observing.java",
                    "new Life.Unseen(0, nowNanos)", "new Life.Down()"),
            new Mutant(
                    "incarnation numbers begin anew", "supervisor/LifeCycle.java",
                    "new Incarnation(state.memory().lastIncarnation() + 1)", "new Incarnation(1)"),
            new Mutant(
                    "the intention is not written down", "supervisor/LifeCycle.java",
                    "turn.emit(i, new Fact.StartIntended(spec.id(), incarnation, purpose, tries));", ""),
            new Mutant(
                    "restarted although a dependency is to blame", "supervisor/Mending.java",
                    "if (hold.isPresent()) {", "if (false) {"),
            new Mutant(
                    "a delayed repair forgets the limit", "supervisor/Mending.java",
                    "if (memory.parking().isPresent() || memory.guard().isExhausted(policy, turn.now())) {",
                    "if (memory.parking().isPresent()) {"),
            new Mutant(
                    "the slow retry does not wait", "supervisor/Mending.java",
                    "boolean due = turn.now() >= memory.parking().get().untilNanos();", "boolean due = true;"),
            new Mutant(
                    "the backoff is not waited for", "supervisor/Mending.java",
                    "turn.now() < memory.notBeforeNanos().get()", "turn.now() < 0"),
            new Mutant(
                    "an operator's start does not clear the history", "supervisor/Care.java",
                    "return new Care(Guard.CLEAR, Rungs.NONE,", "return new Care(guard, Rungs.NONE,"),
            new Mutant(
                    "a probe of an earlier incarnation is believed", "supervisor/Probing.java",
                    "if (state.checks().get(c).inFlight() == finished.probe() && state.life().isProbed()) {",
                    "if (state.life().isProbed()) {"),
            new Mutant(
                    "a lost probe is waited for for ever", "supervisor/Probing.java",
                    "if (check.inFlight() != 0 && turn.now() >= check.giveUpAtNanos()) {", "if (false) {"),
            new Mutant(
                    "a start that never answers is never judged", "supervisor/LifeCycle.java",
                    "judged.add(state.checks().get(c).graceEnded(specs.get(c)));", "judged.add(state.checks().get(c));"),
            new Mutant(
                    "a reload forgets what was written of a returning service", "supervisor/Reload.java",
                    "known == null ? Memory.BLANK : known", "Memory.BLANK"),
            new Mutant(
                    "a changed command is never put into effect", "supervisor/Reload.java",
                    "return outdated ? next.withOutdated(true) : next;", "return next;"),
            new Mutant(
                    "given up for good stays so, though the policy is another since", "supervisor/Reload.java",
                    "state.spec().recover().cooldownNanos() != Long.MAX_VALUE", "false"),
            new Mutant(
                    "what was given up for good is freed at every start", "supervisor/Reload.java",
                    "state.spec().recover().cooldownNanos() != Long.MAX_VALUE", "true"),
            new Mutant(
                    "others are waited for", "health/Coalescing.java",
                    "Math.floorDiv(atNanos, beat) * beat", "Math.ceilDiv(atNanos, beat) * beat"),
            new Mutant(
                    "one in doubt waits for others", "health/CheckState.java",
                    "if (!passes || isInDoubt(failuresInRow, verdict, errorsInRow)) {", "if (!passes) {"));

    static final List<Mutant> ALL =
            Stream.of(Holdbacks.ALL, OwnMeasures.ALL, PLAIN, Renewed.ALL).flatMap(List::stream).toList();

    private Mutants() {}
}
