package holdfast.repair;

import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Reason;

/// The three ways in which a repair ends.
final class Answers {
    private Answers() {}

    static RemedyOutcome applied(String key, Object... values) {
        return new RemedyOutcome.Applied(Reason.of(key, values));
    }

    static RemedyOutcome notNeeded(String key, Object... values) {
        return new RemedyOutcome.NotNeeded(Reason.of(key, values));
    }

    static RemedyOutcome failed(String key, Object... values) {
        return new RemedyOutcome.Failed(Reason.of(key, values));
    }
}
