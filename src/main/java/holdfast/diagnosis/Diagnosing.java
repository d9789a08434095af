package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Diagnosis.Confidence;
import holdfast.model.Fact;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import java.util.List;
import java.util.Optional;

/// The step from evidence to cause.
public final class Diagnosing {
    private Diagnosing() {}

    public static Diagnosis diagnose(Symptoms symptoms) {
        Optional<Remedy> remedy = symptoms.service().ladder().repair().map(Remedy.RunCommand::new);
        Blame blame = symptoms.cause() == Fact.Cause.CRASHED ? Blame.CRASHED : Blame.UNKNOWN;
        boolean restartHelps = symptoms.cause() != Fact.Cause.NOT_READY;
        Advice advice = remedy.isPresent() ? Advice.REPAIR : restartHelps ? Advice.RESTART : Advice.PERSON;
        return new Diagnosis(blame, Confidence.GUESS, symptoms.reason(), List.<Reason>of(), remedy, advice);
    }
}
