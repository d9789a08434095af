package holdfast.sim;

import java.util.List;

/// Seeded mistakes in what holds recovery back, and in the measures it takes.
final class Holdbacks {
    static final List<Mutant> ALL = List.of(
            new Mutant(
                    "an hour allows one more than it should", "recovery/Guard.java",
                    "nowNanos) >= policy.hourly()", "nowNanos) > policy.hourly()"),
            new Mutant(
                    "the same repair is tried again and again", "recovery/Ladder.java",
                    "&& !taken.contains(Rung.REPAIR);", ";"),
            new Mutant(
                    "the ladder is climbed from its foot each time", "recovery/Ladder.java",
                    "highest = Math.max(highest, steps.indexOf(rung));", "highest = -1;"),
            new Mutant(
                    "the breaker never opens", "recovery/Rungs.java",
                    "return failures(rung) >= FAILURES", "return failures(rung) > 99"),
            new Mutant(
                    "a breaker that has opened stays so for ever", "recovery/Rungs.java",
                    "&& last(rung).filter(use -> nowNanos - use.atNanos() < AGAIN_NANOS).isPresent();", ";"),
            new Mutant(
                    "what holds again is held against its past", "recovery/Rungs.java",
                    "if (held && failures(rung) >= FAILURES) {", "if (false) {"),
            new Mutant(
                    "a measure that did not hold counts as one that did", "supervisor/Care.java",
                    ".map(last -> rungs.and(last, false, atNanos))", ".map(last -> rungs.and(last, true, atNanos))"),
            new Mutant(
                    "a repair in place is free", "supervisor/Care.java",
                    "return taken.attempt().get() == Fact.Purpose.SLOW_RETRY ? next.retried() : next.attempted(taken.tries(), atNanos);", "return next;"),
            new Mutant(
                    "a measure costs the host nothing", "recovery/Budget.java",
                    "if (!(fact instanceof Fact.RungTaken)) {", "if (true) {"),
            new Mutant(
                    "the budget of the host is not looked at", "supervisor/Holding.java",
                    "return waits || turn.budget()", "return true || turn.budget()"),
            new Mutant(
                    "a pin is not looked at", "supervisor/Holding.java",
                    "if (orders.isPinned(turn.now())) {", "if (false) {"),
            new Mutant(
                    "an edit is put into effect against a pin", "supervisor/Wishes.java",
                    "state.outdated() && !state.memory().orders().isPinned(turn.now())", "state.outdated()"),
            new Mutant(
                    "mode observe acts", "supervisor/Holding.java",
                    "boolean observes = turn.at(i).spec().ladder().mode() == LadderSpec.Mode.OBSERVE;", "boolean observes = false;"),
            new Mutant(
                    "a proposal is carried out unasked", "supervisor/Mending.java",
                    "&& !incident.course().isApproved(rung.get(), Taking.what(state, rung.get()))) {", "&& false) {"),
            new Mutant(
                    "one approval is good for ever", "recovery/Course.java",
                    "next, Optional.empty(), false, isAcknowledged);", "next, proposal, isApproved, isAcknowledged);"),
            new Mutant(
                    "an approval of any incident will do", "supervisor/Wishes.java",
                    "filter(open -> open.id() == incident)", "filter(open -> true)"),
            new Mutant(
                    "our own doubts do not count", "supervisor/Holding.java",
                    "return turn.observer().isFit(turn.now())", "return true"),
            new Mutant(
                    "our own doubts never end", "supervisor/Fitness.java",
                    "doubt.isEmpty() || nowNanos >= untilNanos", "doubt.isEmpty()"),
            new Mutant(
                    "two are repaired at once in one chain", "supervisor/Holding.java",
                    "if (k != i && turn.at(k).isBeingRepaired()", "if (false && turn.at(k).isBeingRepaired()"),
            new Mutant(
                    "the common cause is not seen", "supervisor/CommonCause.java",
                    "if (!many.isCommon(policy)", "if (true || !many.isCommon(policy)"),
            new Mutant(
                    "any cause is taken for one's own", "supervisor/CommonCause.java",
                    "filter(Diagnosis::isItsOwn)", "filter(made -> true)"),
            new Mutant(
                    "what has a cause of its own waits for a common one", "supervisor/CommonCause.java",
                    "return isSilent(turn, k) && turn.at(k).file()", "return false && turn.at(k).file()"),
            new Mutant(
                    "those with a cause of their own are restarted in lock-step", "supervisor/CommonCause.java",
                    "boolean waits = isOtherBeingRepaired(turn, i)", "boolean waits = false"),
            new Mutant(
                    "one that is pinned keeps the others waiting for ever", "supervisor/CommonCause.java",
                    "filter(open -> Holding.isUpToPeople(turn, k, open))", "filter(open -> false)"),
            new Mutant(
                    "the others are not asked", "supervisor/CommonCause.java",
                    "if (k != i && state.isAvailable() && !isInDoubt(turn, k)) {", "if (false) {"),
            new Mutant(
                    "killed before anybody looked", "supervisor/Mending.java",
                    "if ((state.file().isExamining() && isLookedAtFirst) ||", "if ("),
            new Mutant(
                    "an old answer is taken for the present repair's", "supervisor/Errands.java",
                    "filter(errand -> errand.number() == number)", "filter(errand -> true)"),
            new Mutant(
                    "a repair that never answers is waited for for ever", "supervisor/Errands.java",
                    "filter(errand -> turn.now() >= errand.byNanos())", "filter(errand -> false)"),
            new Mutant(
                    "a repair is believed without looking again", "supervisor/Errands.java",
                    "Probing.rejudge(turn, i); // whether", "turn.unsettle(i); // whether"),
            new Mutant(
                    "caches are not cleared before the start", "supervisor/Taking.java",
                    "if (preparation.isPresent() && incident.isPresent() && !state.file().isPrepared()) {", "if (false) {"),
            new Mutant(
                    "cleared under the running process", "supervisor/Taking.java",
                    "case Remedy.FreePort _, Remedy.ClearCaches _, Remedy.RestoreDatabase _ -> true;", "case Remedy.FreePort _, Remedy.ClearCaches _, Remedy.RestoreDatabase _ -> false;"),
            new Mutant(
                    "started while it is being mended", "supervisor/Wishes.java",
                    "|| state.file().isApplying();", ";"),
            new Mutant(
                    "a stop in the backend is healed back", "supervisor/Observing.java",
                    "turn.emit(i, new Fact.WishChanged(state.spec().id(), Wish.DOWN, actor, absence));", ""),
            new Mutant(
                    "what its backend never knew was stopped by somebody", "supervisor/Observing.java",
                    "case Observation.Absent _ when turn.at(i).memory().run() instanceof Run.Never -> unknown(turn, i);", ""),
            new Mutant(
                    "a start in the backend is undone", "supervisor/Observing.java",
                    "if (running.origin() == Origin.HAND && !Wishes.wantsUp(turn, i)) {", "if (false) {"),
            new Mutant(
                    "restarts of the backend do not count", "supervisor/Memory.java",
                    "byBackend ? kept.attempted(", "false ? kept.attempted("),
            new Mutant(
                    "a dry run leaves out what is due", "supervisor/Foresight.java",
                    "player.wakeAll();", ""),
            new Mutant(
                    "runs that nobody saw do not count", "supervisor/Memory.java",
                    "revival < revivals; revival++", "revival < 0; revival++"),
            new Mutant(
                    "a backend that restarts by itself is started as well", "supervisor/Mending.java",
                    "state.file().isApplying() || state.life() instanceof Life.Reviving ||", "state.file().isApplying() ||"),
            new Mutant(
                    "a backend that never comes back is waited for for ever", "supervisor/Life.java",
                    "case Reviving reviving -> reviving.byNanos();", "case Reviving _ -> Long.MAX_VALUE;"),
            new Mutant(
                    "the app is restarted for its proxy", "supervisor/Recovering.java",
                    "case DEGRADED -> Optional.of(new Trouble(Cause.NOT_READY", "case DEGRADED -> Optional.of(new Trouble(Cause.NOT_ANSWERING"),
            new Mutant(
                    "nobody hears the accusers", "supervisor/Recovering.java",
                    "if (Holding.blamed(turn, accuser).filter(id::equals).isPresent()) {", "if (false) {"),
            new Mutant(
                    "a repair that did not hold is followed by restarts that cannot help", "supervisor/Mending.java",
                    "one.otherwise() == Advice.PERSON", "one.advice() == Advice.PERSON"),
            new Mutant(
                    "what is hopeless waits for its backoff before it is given up", "supervisor/Mending.java",
                    "if (rung.isEmpty() && isLeft(turn, i, trouble, incident)) {", "if (false) {"),
            new Mutant(
                    "hope gets around the guard", "supervisor/Mending.java",
                    "&& !state.memory().guard().isExhausted(state.spec().recover(), turn.now());", ";"),
            new Mutant(
                    "a look that saw nothing is taken for the end of the cause", "supervisor/Mending.java",
                    "parking.isSeenIn(state.file().findings())", "parking.isWorthALook()"),
            new Mutant(
                    "what was given up for a stranger is not looked at again", "recovery/Parking.java",
                    "case PORT_HELD_BY_STRANGER, DISK_FULL, INODES_FULL, HOST_STARVED -> true;",
                    "case PORT_HELD_BY_STRANGER, DISK_FULL, INODES_FULL, HOST_STARVED -> false;"),
            new Mutant(
                    "handles that are there again bring nothing back", "diagnosis/StartFailures.java",
                    "if (signs.found(Finding.RoomToStart.class).isPresent()) {", "if (false) {"),
            new Mutant(
                    "a repair need not have held to be made again at once", "recovery/Rungs.java",
                    ".filter(Use::held).isPresent();", ".isPresent();"),
            new Mutant(
                    "silence is not kept", "supervisor/Telling.java",
                    "if (memory.orders().isSilenced(turn.now())) {", "if (false) {"));

    private Holdbacks() {}
}
