package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Reason;
import java.util.Optional;

/// It answers, and not what it should.
///
/// A server error (5xx) or a broken answer is its own fault, and a restart often ends it. A refusal (401, 403, 404) comes from
/// what it serves or how it is set up; that is looked for first, and a restart is only a try.
final class WrongAnswer {
    private WrongAnswer() {}

    static Optional<Diagnosis> given(Signs signs) {
        return signs.isAlive()
                ? signs.answers().stream()
                        .filter(WrongAnswer::isAnswer)
                        .findFirst()
                        .map(answer -> cause(answer).mended(signs.ownRepair(), Advice.RESTART))
                : Optional.empty();
    }

    /// What an answer of HTTP, of its JSON or of a database was found to be, apart from what the other rules take first.
    private static boolean isAnswer(Answer answer) {
        String key = answer.reason().key();
        boolean isOfDatabase =
                answer.says("probe.redis.error", "probe.redis.not-redis", "probe.redis.closed", "probe.postgres.error");
        return (isOfDatabase || key.startsWith("probe.http.") || key.startsWith("probe.json."))
                && !key.startsWith("probe.http.timeout.")
                && !answer.says("probe.http.slow", "probe.http.certificate", "probe.http.no-certificate");
    }

    private static Cause cause(Answer answer) {
        boolean hasStatus = answer.says("probe.http.status", "probe.http.status.parts");
        if (hasStatus && answer.value(0).startsWith("5")) {
            return Cause.likely(Blame.WRONG_ANSWER, Reason.of("diagnosis.wrong.error", answer.value(0)), answer.reason());
        }
        if (hasStatus) {
            return Cause.guess(Blame.WRONG_ANSWER, Reason.of("diagnosis.wrong.refusal", answer.value(0)), answer.reason());
        }
        boolean isBroken = answer.says(
                "probe.redis.closed",
                "probe.http.closed",
                "probe.http.closed.head",
                "probe.http.closed.body",
                "probe.http.reset",
                "probe.http.reset.head",
                "probe.http.reset.body");
        return isBroken
                ? Cause.likely(Blame.WRONG_ANSWER, Reason.of("diagnosis.wrong.cut-off", answer.name()), answer.reason())
                : Cause.likely(Blame.WRONG_ANSWER, Reason.of("diagnosis.wrong.content", answer.name()), answer.reason());
    }
}
