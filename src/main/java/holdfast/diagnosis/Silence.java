package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Diagnosis.Confidence;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Reason;
import java.util.List;
import java.util.Optional;

/// It lives and does not answer, or answers too late. These are what is seen from outside, so they come after everything that
/// may be the reason.
final class Silence {
    private static final String[] CLOSED = {"probe.port.nobody", "probe.connect.refused"};
    private static final String[] SILENT = {
        "probe.http.timeout.answer",
        "probe.http.timeout.answer-tls",
        "probe.http.timeout.head",
        "probe.http.timeout.body",
        "probe.connect.timeout",
        "probe.tls.timeout",
        "probe.redis.timeout",
        "probe.postgres.timeout",
        "probe.postgres.connection"
    };

    private Silence() {}

    static Optional<Diagnosis> hung(Signs signs) {
        // What is not ready, or blamed by others, answers its alive checks.
        if (signs.trouble() != Fact.Cause.NOT_ANSWERING && signs.trouble() != Fact.Cause.START_TIMED_OUT) {
            return Optional.empty();
        }
        Optional<Answer> closed = signs.answer(CLOSED);
        Optional<Answer> silent = signs.answer(SILENT);
        boolean isUnheard = signs.found(Finding.PortFree.class).isPresent();
        boolean neverAnswered = signs.trouble() == Fact.Cause.START_TIMED_OUT;
        if (closed.isEmpty() && silent.isEmpty() && !isUnheard && !neverAnswered) {
            return Optional.empty();
        }
        Optional<Finding.MainProcess> main = signs.found(Finding.MainProcess.class);
        List<Reason> evidence = closed.or(() -> silent).map(Answer::reason).stream().toList();
        // That it lives has been seen: the two together admit nothing else.
        boolean isCertain = main.isPresent() && !neverAnswered;
        return Optional.of(new Cause(
                        Blame.HUNG,
                        isCertain ? Confidence.CERTAIN : Confidence.LIKELY,
                        reason(signs, main, isUnheard || closed.isPresent()),
                        evidence)
                .mended(signs.ownRepair(), Advice.RESTART));
    }

    private static Reason reason(Signs signs, Optional<Finding.MainProcess> main, boolean isClosed) {
        if (main.filter(process -> process.state() == 'D').isPresent()) {
            return Reason.of(
                    "diagnosis.hung.in-kernel", main.get().pid(), main.get().waitChannel().orElse("?"));
        }
        Optional<Finding.HaltedProcess> holder = signs.haltedHolder('D');
        if (holder.isPresent()) {
            return Reason.of(
                    "diagnosis.hung.holder-in-kernel", Long.toString(holder.get().pid()), holder.get().waitChannel().orElse("?"));
        }
        if (signs.trouble() == Fact.Cause.START_TIMED_OUT) {
            return Reason.of("diagnosis.hung.at-start");
        }
        if (main.isEmpty()) {
            return Reason.of(isClosed ? "diagnosis.hung.nobody-listens" : "diagnosis.hung.silent");
        }
        String pid = Long.toString(main.get().pid());
        if (isClosed) {
            return Reason.of("diagnosis.hung.closed", pid);
        }
        return main.get().state() == 'R'
                ? Reason.of("diagnosis.hung.busy", pid)
                : Reason.of("diagnosis.hung.waiting", pid, main.get().state());
    }

    static Optional<Diagnosis> slow(Signs signs) {
        return signs.answer("probe.http.slow")
                .filter(_ -> signs.isAlive())
                .map(answer -> Cause.likely(
                                Blame.SLOW,
                                Reason.of("diagnosis.slow", answer.value(1), answer.value(2)),
                                answer.reason())
                        .mended(signs.ownRepair(), Advice.RESTART));
    }
}
