package holdfast.cli;

import holdfast.daemon.Progress;
import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Fleet;
import holdfast.model.ProbeResult;
import holdfast.text.FactLines;
import holdfast.text.FactLines.Level;
import holdfast.text.Texts;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Tells as it happens, line by line: every decision, every failed probe, and of the passing ones those that are news.
///
/// Threading: one thread at a time.
final class Narrator {
    private final LogLines lines;
    private final Texts texts;
    private final Words words;
    private final FactLines facts;
    private final Supplier<Fleet> fleet;
    private final boolean tellsEveryPass;
    private final Grace grace = new Grace();
    private final Map<CheckId, Integer> failuresInRow = new HashMap<>();
    private final Set<CheckId> waitedFor = new HashSet<>();
    private final Set<CheckId> blind = new HashSet<>();

    /// @param tellsEveryPass whether a check that passes again and again is told each time
    Narrator(LogLines lines, Texts texts, Supplier<Fleet> fleet, boolean tellsEveryPass) {
        this.lines = lines;
        this.texts = texts;
        this.words = Words.of(texts);
        this.facts = new FactLines(texts);
        this.fleet = fleet;
        this.tellsEveryPass = tellsEveryPass;
    }

    void hear(Progress progress) {
        grace.hear(progress);
        Instant at = Instant.ofEpochMilli(progress.wallMillis());
        switch (progress) {
            case Progress.Happened(var stamped) -> lines.fact(at, stamped.fact());
            case Progress.Probed(var check, var result, var _) -> probed(at, check, result);
            case Progress.Noted(var note, var reasons, var _) -> lines.print(
                    at, level(note), reasons.stream().map(texts::say).collect(Collectors.joining(" ")));
        }
    }

    private void probed(Instant at, CheckId check, ProbeResult result) {
        int before = failuresInRow.getOrDefault(check, -1);
        if (result.outcome() == ProbeResult.Outcome.PASS && before == 0 && !tellsEveryPass) {
            waitedFor.remove(check);
            blind.remove(check);
            return; // nearly all of them: not worth being put into words
        }
        String reason = ServiceWords.phrase(facts.reason(result.reason()));
        switch (result.outcome()) {
            case PASS -> {
                lines.print(at, Level.SUCCESS, texts.say("cli.probe.pass", check.service(), check.name(), reason));
                failuresInRow.put(check, 0);
                waitedFor.remove(check);
            }
            case FAIL -> {
                if (grace.isStarting(check.service())) {
                    notYet(at, check, reason);
                    return;
                }
                int inRow = Math.max(0, before) + 1;
                failuresInRow.put(check, inRow);
                failed(at, check, reason, inRow);
            }
            case ERROR -> couldNotLook(at, check, reason);
            case SKIPPED -> {}
        }
        if (result.outcome() != ProbeResult.Outcome.ERROR) {
            blind.remove(check);
        }
    }

    /// Told once for each start: it is expected, and asked again at once.
    private void notYet(Instant at, CheckId check, String reason) {
        if (waitedFor.add(check)) {
            lines.print(at, Level.INFO, texts.say("cli.probe.not-yet", check.service(), check.name(), reason));
        }
    }

    /// Told once: what hinders one probe hinders the next as well, of every check.
    private void couldNotLook(Instant at, CheckId check, String reason) {
        if (blind.add(check)) {
            lines.print(at, Level.WARN, texts.say("cli.probe.error", check.service(), check.name(), reason));
        }
    }

    private void failed(Instant at, CheckId check, String reason, int inRow) {
        Optional<CheckSpec> known = fleet.get().services().stream()
                .flatMap(service -> service.checks().stream())
                .filter(each -> each.id().equals(check))
                .findFirst();
        if (known.isEmpty()) {
            return; // removed from the configuration while it was being asked
        }
        CheckSpec spec = known.get();
        if (inRow < spec.failAfter()) {
            String again = words.span(spec.recheckNanos());
            String said = texts.say("cli.probe.fail", check.service(), check.name(), inRow, spec.failAfter(), reason, again);
            lines.print(at, Level.WARN, said);
        } else if (inRow == spec.failAfter()) {
            lines.print(at, Level.ERROR, texts.say("cli.probe.failed", check.service(), check.name(), inRow, reason));
        }
    }

    private static Level level(Progress.Note note) {
        return switch (note) {
            case INFO -> Level.INFO;
            case WARNING -> Level.WARN;
            case ERROR -> Level.ERROR;
        };
    }
}
