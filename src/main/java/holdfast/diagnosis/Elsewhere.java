package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Fact;
import holdfast.model.Finding.Hint;
import holdfast.model.Question;
import holdfast.model.Reason;
import java.util.List;
import java.util.Optional;

/// What is broken lies beside the service: the way to it, or what it needs.
///
/// What it needs *by its configuration* is held for by the core, and named here. Else a refused connection means a need that is not
/// declared: nobody heals that one, and the service is started in vain until it is back. As that can be any moment, it is tried
/// again, in growing steps and within its budget, rather than given up.
final class Elsewhere {
    private Elsewhere() {}

    /// Others see that the way through it is broken, while it looks well itself.
    static Optional<Diagnosis> blamed(Signs signs) {
        if (signs.trouble() != Fact.Cause.BLAMED) {
            return Optional.empty();
        }
        Reason told = signs.symptoms().reason();
        Reason reason = told.values().size() >= 2
                ? Reason.of("diagnosis.proxy.seen-by", told.values().get(0), told.values().get(1))
                : Reason.of("diagnosis.proxy.seen");
        return Optional.of(Cause.likely(Blame.PROXY_BROKEN, reason, told).mended(signs.ownRepair(), Advice.RESTART));
    }

    /// All that fails of it goes through another service, which is blamed for that.
    static Optional<Diagnosis> beyond(Signs signs) {
        List<Answer> failed = signs.answers().stream().filter(Answer::isAlive).toList();
        if (signs.trouble() != Fact.Cause.NOT_ANSWERING
                || failed.isEmpty()
                || failed.stream().anyMatch(answer -> answer.check().blame().isEmpty())) {
            return Optional.empty();
        }
        Answer first = failed.getFirst();
        Reason reason = Reason.of("diagnosis.proxy.beyond", first.check().blame().orElseThrow(), first.name());
        return Optional.of(Cause.likely(Blame.PROXY_BROKEN, reason, first.reason()).restart());
    }

    /// A ready check that asks another port than the service's own, or a database, asks for what it needs.
    static Optional<Diagnosis> needed(Signs signs) {
        return signs.answers().stream()
                .filter(answer -> !answer.isAlive() && isElsewhere(answer, signs))
                .findFirst()
                .map(answer -> cause(answer).restart());
    }

    private static Cause cause(Answer answer) {
        boolean isLocked = answer.says("probe.postgres.login", "probe.redis.login");
        Reason reason = isLocked
                ? Reason.of("diagnosis.setting.login", answer.value(0), answer.name())
                : Reason.of("diagnosis.dependency.check", answer.name(), answer.value(0));
        return Cause.likely(isLocked ? Blame.SETTING_INVALID : Blame.DEPENDENCY_DOWN, reason, answer.reason());
    }

    private static boolean isElsewhere(Answer answer, Signs signs) {
        Question question = answer.check().question();
        if (question instanceof Question.Tcp(String host, int port)) {
            boolean isOwn = isHere(host) && signs.service().port().filter(own -> own == port).isPresent();
            return !isOwn && answer.says("probe.connect.refused", "probe.connect.timeout", "probe.connect.unreachable");
        }
        return question instanceof Question.Redis || question instanceof Question.Postgres;
    }

    private static boolean isHere(String host) {
        return List.of("127.0.0.1", "::1", "localhost").contains(host);
    }

    static Optional<Diagnosis> refused(Signs signs) {
        return signs.said(Hint.DEPENDENCY_REFUSED).map(line -> {
            Optional<Reason> declared = signs.symptoms().missing().map(need -> Reason.of("diagnosis.dependency.need", need));
            if (declared.isPresent()) {
                return Cause.likely(Blame.DEPENDENCY_DOWN, declared.get(), Signs.quoted(line)).restart();
            }
            boolean hasNeeds = !signs.service().needs().isEmpty();
            Optional<String> address = Words.address(line);
            Reason reason = address.map(where -> Reason.of(
                            hasNeeds ? "diagnosis.dependency.refused-beside-needs" : "diagnosis.dependency.refused", where))
                    .orElseGet(() -> Reason.of(
                            hasNeeds ? "diagnosis.dependency.unnamed-beside-needs" : "diagnosis.dependency.unnamed"));
            return Cause.likely(Blame.DEPENDENCY_DOWN, reason, Signs.quoted(line)).restart();
        });
    }
}
