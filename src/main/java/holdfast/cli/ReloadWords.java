package holdfast.cli;

import holdfast.model.Fact;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.text.FactLines;
import holdfast.text.Texts;

/// What came of a reload, as the answer to whoever asked for it.
final class ReloadWords {
    private ReloadWords() {}

    /// @param pid of its main process now
    static Outcome outcome(Fact.ReloadEnded ended, long pid, Texts texts, long tookNanos) {
        ServiceId id = ended.service();
        String why = ServiceWords.phrase(new FactLines(texts).reason(ended.reason()));
        return switch (ended.result()) {
            case GOOD -> new Outcome(
                    id, Exit.GOOD, Reason.of("cli.outcome.reloaded", id, Words.of(texts).span(tookNanos), pid), tookNanos);
            case REFUSED -> new Outcome(id, Exit.REFUSED, Reason.of("cli.outcome.reload-refused", id, why), tookNanos);
            case NOT_PROVEN -> new Outcome(id, Exit.BAD, Reason.of("cli.outcome.reload-not-proven", id, why), tookNanos);
            case FAILED, LOST, DIED, OVERTAKEN ->
                new Outcome(id, Exit.BAD, Reason.of("cli.outcome.reload-failed", id, why), tookNanos);
        };
    }
}
