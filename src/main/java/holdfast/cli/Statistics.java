package holdfast.cli;

import holdfast.daemon.Progress;
import holdfast.model.Fact;
import holdfast.model.ProbeResult;
import holdfast.text.Texts;
import java.util.Optional;

/// What was seen since the program was started: checks asked, failed ones, recoveries, and the share of good answers.
///
/// Threading: any.
final class Statistics {
    private final Grace grace = new Grace();
    private long checks;
    private long failures;
    private long recoveries;

    synchronized void hear(Progress progress) {
        grace.hear(progress);
        switch (progress) {
            case Progress.Probed(var check, var result, var _) -> {
                boolean isTooEarly = result.outcome() == ProbeResult.Outcome.FAIL && grace.isStarting(check.service());
                if (!isTooEarly) {
                    count(result.outcome());
                }
            }
            case Progress.Happened(var stamped) -> recoveries += stamped.fact() instanceof Fact.IncidentRestored ? 1 : 0;
            case Progress.Noted _ -> {}
        }
    }

    private void count(ProbeResult.Outcome outcome) {
        switch (outcome) {
            case PASS -> checks++;
            case FAIL -> {
                checks++;
                failures++;
            }
            // They say nothing of the service.
            case ERROR, SKIPPED -> {}
        }
    }

    synchronized long checks() {
        return checks;
    }

    synchronized long failures() {
        return failures;
    }

    synchronized long recoveries() {
        return recoveries;
    }

    /// Share of good answers, in percent; absent before the first answer.
    synchronized Optional<Double> goodPercent() {
        return checks == 0 ? Optional.empty() : Optional.of(100.0 * (checks - failures) / checks);
    }

    synchronized String say(Texts texts, Words words) {
        String good = goodPercent().map(words::percent).orElse("–");
        return texts.say("cli.statistics", checks, failures, recoveries, good, checks - failures);
    }
}
