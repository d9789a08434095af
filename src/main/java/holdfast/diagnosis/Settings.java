package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Finding.Hint;
import holdfast.model.Reason;
import java.util.Optional;

/// Settings that are missing or wrong, and parts of the program that are not there: what no start brings back. A setting is
/// called by its name; its value is never told.
final class Settings {
    /// What request data looks like when a program chokes on it: no fault of its own text.
    private static final String REQUEST_DATA = "JSON";

    private Settings() {}

    static Optional<Diagnosis> checked(Signs signs) {
        return signs.answer("probe.env.missing", "probe.env.empty")
                .map(answer -> setting(Blame.SETTING_MISSING, "diagnosis.setting.missing", answer, signs))
                .or(() -> signs.answer("probe.env.no-file", "probe.env.not-a-file")
                        .map(answer -> setting(Blame.SETTING_MISSING, "diagnosis.setting.no-file", answer, signs)))
                .or(() -> signs.answer("probe.env.malformed")
                        .map(answer -> setting(Blame.SETTING_INVALID, "diagnosis.setting.malformed", answer, signs)));
    }

    private static Diagnosis setting(Blame blame, String key, Answer answer, Signs signs) {
        return Cause.certain(blame, Reason.of(key, answer.value(0), answer.value(1)), answer.reason())
                .mended(signs.ownRepair(), Advice.PERSON);
    }

    /// Only while it is not up: a program that runs writes such lines about what others sent it.
    static Optional<Diagnosis> said(Signs signs) {
        return signs.isNotUp() ? part(signs).or(() -> missing(signs)).or(() -> unparsable(signs)) : Optional.empty();
    }

    private static Optional<Diagnosis> part(Signs signs) {
        return signs.said(Hint.PART_MISSING).map(line -> {
            Reason reason = Words.part(line)
                    .map(name -> Reason.of("diagnosis.part.missing", name))
                    .orElseGet(() -> Reason.of("diagnosis.part.missing-unnamed"));
            return Cause.likely(Blame.CANNOT_START, reason, Signs.quoted(line)).mended(signs.ownRepair(), Advice.PERSON);
        });
    }

    private static Optional<Diagnosis> missing(Signs signs) {
        return signs.said(Hint.SETTING_MISSING).map(line -> {
            Cause cause = Words.setting(line)
                    .map(name -> Cause.likely(Blame.SETTING_MISSING, Reason.of("diagnosis.setting.wanted", name)))
                    .orElseGet(() -> Cause.likely(
                            Blame.SETTING_MISSING, Reason.of("diagnosis.setting.wanted-unnamed"), Signs.quoted(line)));
            return cause.mended(signs.ownRepair(), Advice.PERSON);
        });
    }

    private static Optional<Diagnosis> unparsable(Signs signs) {
        return signs.said(Hint.NOT_PARSABLE)
                .filter(line -> !line.contains(REQUEST_DATA))
                .map(line -> Cause.likely(Blame.SETTING_INVALID, Reason.of("diagnosis.setting.invalid"), Signs.quoted(line))
                        .mended(signs.ownRepair(), Advice.PERSON));
    }
}
