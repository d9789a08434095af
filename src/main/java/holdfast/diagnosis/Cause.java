package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Diagnosis.Confidence;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import java.util.List;
import java.util.Optional;

/// A cause, before it is decided what it calls for. Advice and remedy are set here alone, so that they agree: a remedy comes with
/// REPAIR, and REPAIR with a remedy.
record Cause(Blame blame, Confidence confidence, Reason reason, List<Reason> evidence) {
    static Cause certain(Blame blame, Reason reason, Reason... evidence) {
        return new Cause(blame, Confidence.CERTAIN, reason, List.of(evidence));
    }

    static Cause likely(Blame blame, Reason reason, Reason... evidence) {
        return new Cause(blame, Confidence.LIKELY, reason, List.of(evidence));
    }

    static Cause guess(Blame blame, Reason reason, Reason... evidence) {
        return new Cause(blame, Confidence.GUESS, reason, List.of(evidence));
    }

    Diagnosis restart() {
        return mended(Optional.empty(), Advice.RESTART);
    }

    Diagnosis person() {
        return mended(Optional.empty(), Advice.PERSON);
    }

    Diagnosis waiting() {
        return mended(Optional.empty(), Advice.WAIT);
    }

    Diagnosis mended(Optional<Remedy> remedy, Advice otherwise) {
        return new Diagnosis(blame, confidence, reason, evidence, remedy, remedy.isPresent() ? Advice.REPAIR : otherwise, otherwise);
    }
}
