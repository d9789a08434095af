package holdfast.sim;

import java.util.List;

/// Seeded mistakes about reloads.
final class Renewed {
    static final List<Mutant> ALL = List.of(
            new Mutant(
                    "an exchange of processes by a reload is charged as an attempt", "supervisor/Memory.java",
                    "byBackend ? kept.attempted(", "byBackend || adopted.origin() == Origin.RELOAD ? kept.attempted("),
            new Mutant(
                    "reloaded against a stop", "supervisor/Reloading.java",
                    "Life.Up _, Life.Reloading _ -> Wishes.wantsUp(turn, i);", "Life.Up _, Life.Reloading _ -> true;"),
            new Mutant(
                    "a reload without an answer is waited for for ever", "supervisor/Life.java",
                    "case Reloading reloading -> reloading.answerByNanos();", "case Reloading _ -> Long.MAX_VALUE;"),
            new Mutant(
                    "a reload is believed before a check has passed", "supervisor/Reloading.java",
                    "if (Probing.hasAnswered(state)) {", "if (true) {"),
            new Mutant(
                    "the answer to an earlier reload is taken for this one", "supervisor/Reloading.java",
                    "|| reloading.command() != answered.command()) {", ") {"),
            new Mutant(
                    "what died in the midst of a reload is believed to run", "supervisor/Reloading.java",
                    "if (isSame && reloading.exit().isPresent()) {", "if (false) {"),
            new Mutant(
                    "an old process ending is a crash although another takes its place", "supervisor/Reloading.java",
                    "|| !state.spec().isKeptElsewhere()) {", "|| true) {"),
            new Mutant(
                    "what a lost reload left is taken for a crash", "supervisor/Observing.java",
                    "boolean isByReload = isExchanged && state.memory().reload().isPresent();", "boolean isByReload = false;"),
            new Mutant(
                    "recovery has its proof while a reload is under way", "supervisor/Recovering.java",
                    "state.memory().health() == Health.HEALTHY && state.memory().reload().isEmpty();",
                    "state.memory().health() == Health.HEALTHY;"),
            new Mutant(
                    "a second reload is forgotten", "supervisor/Wishes.java",
                    "Reloading.beginAsked(turn, i);", "turn.now();"));

    private Renewed() {}
}
