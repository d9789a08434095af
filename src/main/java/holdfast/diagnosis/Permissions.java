package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Finding.Hint;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import java.util.Optional;

/// Files that belong to the wrong account, or that the wrong people may read or write.
final class Permissions {
    private Permissions() {}

    /// A `files` check has seen it, and says what would be right.
    static Optional<Diagnosis> checked(Signs signs) {
        return signs.answer(
                        "probe.files.owner",
                        "probe.files.owner.more",
                        "probe.files.group",
                        "probe.files.group.more",
                        "probe.files.mode",
                        "probe.files.mode.more")
                .map(answer -> Cause.certain(Blame.WRONG_PERMISSIONS, reason(answer), answer.reason())
                        .mended(signs.permitted(new Remedy.SetOwnership(answer.check().id())), Advice.PERSON));
    }

    private static Reason reason(Answer answer) {
        String key = answer.says("probe.files.mode", "probe.files.mode.more")
                ? "diagnosis.permissions.mode"
                : answer.says("probe.files.group", "probe.files.group.more")
                        ? "diagnosis.permissions.group"
                        : "diagnosis.permissions.owner";
        return Reason.of(key, answer.value(0), answer.value(1), answer.value(2));
    }

    /// The program says so; what it must not do, and whether the next start may, is not known.
    static Optional<Diagnosis> said(Signs signs) {
        return signs.said(Hint.NO_PERMISSION).map(line -> Cause.likely(
                        Blame.WRONG_PERMISSIONS, Reason.of("diagnosis.permissions.denied"), Signs.quoted(line))
                .mended(signs.ownRepair(), Advice.RESTART));
    }
}
