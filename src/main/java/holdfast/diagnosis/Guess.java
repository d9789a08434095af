package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Fact;
import holdfast.model.Reason;
import java.util.List;
import java.util.Optional;

/// No rule applies: what fails is named, and that nothing says why.
final class Guess {
    private Guess() {}

    static Diagnosis at(Signs signs) {
        List<Answer> answers = signs.answers();
        Optional<Answer> first = answers.stream().findFirst();
        Reason reason = first.map(answer -> Reason.of(
                        signs.trouble() == Fact.Cause.NOT_READY ? "diagnosis.unknown.not-ready" : "diagnosis.unknown.check",
                        answer.name()))
                .orElseGet(() -> Reason.of(
                        signs.trouble() == Fact.Cause.START_FAILED ? "diagnosis.unknown.start" : "diagnosis.unknown"));
        Reason seen = first.map(Answer::reason).orElse(signs.symptoms().reason());
        return Cause.guess(Blame.UNKNOWN, reason, seen).mended(signs.ownRepair(), Advice.RESTART);
    }
}
