package holdfast.sim;

import java.util.List;

/// Seeded mistakes about measures of a service's own.
final class OwnMeasures {
    static final List<Mutant> ALL = List.of(
            new Mutant(
                    "a measure of its own is taken again and again", "recovery/Ladder.java",
                    "return steps.reversed().stream().filter(Rung::isRestart).findFirst();", "return Optional.of(steps.getLast());"),
            new Mutant(
                    "a measure of its own is taken where no start can help", "recovery/Ladder.java",
                    "(rung.isRestart() || called.own())", "true"),
            new Mutant(
                    "a measure that did not hold lately is not skipped", "recovery/Ladder.java",
                    "if (!history.isOpen(rung, nowNanos) && (", "if (("),
            new Mutant(
                    "what one measure did not hold counts against all", "recovery/Rungs.java",
                    "use -> use.rung().equals(rung) && !use.held()", "use -> !use.held()"),
            new Mutant(
                    "what is up is stopped for a measure of its own", "supervisor/Taking.java",
                    "return !rung.isRestart() && !down", "return rung == Rung.REPAIR && !down"),
            new Mutant(
                    "what is down is mended in place, and not started", "supervisor/Taking.java",
                    "boolean down = state.life() instanceof Life.Down;", "boolean down = false;"),
            new Mutant(
                    "a measure is taken although it must be stopped", "supervisor/Recovering.java",
                    "boolean wanted = state.spec().isWatched() || Wishes.wantsUp(turn, i);", "boolean wanted = true;"));

    private OwnMeasures() {}
}
