package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Reason;
import java.util.Optional;

/// Certificates that are over, will be soon, or are not for this name. They explain failed handshakes and nothing else: while an
/// alive check fails otherwise, that is looked into first.
final class Certificates {
    private static final String[] EXPIRED = {"probe.tls.expired.own", "probe.tls.expired.chain", "probe.certificate.expired"};
    private static final String[] SOON = {"probe.certificate.soon", "probe.http.certificate"};
    private static final String[] UNFIT = {
        "probe.tls.wrong-host",
        "probe.tls.self-signed",
        "probe.tls.unknown-authority",
        "probe.tls.not-yet-valid.own",
        "probe.tls.not-yet-valid.chain",
        "probe.tls.refused",
        "probe.certificate.name",
        "probe.certificate.none",
        "probe.certificate.missing"
    };

    private Certificates() {}

    static Optional<Diagnosis> checked(Signs signs) {
        boolean isAll = signs.isAlive()
                && signs.answers().stream()
                        .filter(Answer::isAlive)
                        .allMatch(answer -> answer.says(EXPIRED) || answer.says(SOON) || answer.says(UNFIT));
        if (!isAll) {
            return Optional.empty();
        }
        return signs.decisive(EXPIRED)
                .map(answer -> Cause.certain(
                        Blame.CERTIFICATE_EXPIRED,
                        Reason.of("diagnosis.certificate.expired", answer.value(0), answer.value(1)),
                        answer.reason()))
                .or(() -> signs.decisive(SOON)
                        .map(answer -> Cause.certain(
                                Blame.CERTIFICATE_EXPIRED,
                                Reason.of("diagnosis.certificate.soon", answer.name(), daysLeft(answer)),
                                answer.reason())))
                .or(() -> signs.decisive(UNFIT)
                        .map(answer -> Cause.likely(
                                Blame.SETTING_INVALID,
                                Reason.of("diagnosis.certificate.unfit", answer.name()),
                                answer.reason())))
                .map(cause -> cause.mended(signs.ownRepair(), Advice.PERSON));
    }

    private static String daysLeft(Answer answer) {
        return answer.says("probe.http.certificate") ? answer.value(0) : answer.value(1);
    }
}
