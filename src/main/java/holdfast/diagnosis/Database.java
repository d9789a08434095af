package holdfast.diagnosis;

import holdfast.model.CheckSpec;
import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Finding.Hint;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import java.util.List;
import java.util.Optional;

/// A damaged SQLite database. A missing or empty one is never replaced from a backup: most often its disk is not mounted, and the
/// right one would come back under it.
final class Database {
    private Database() {}

    static Optional<Diagnosis> checked(Signs signs) {
        Optional<Diagnosis> damaged = signs.answer("probe.sqlite.damaged", "probe.sqlite.no-database")
                .map(answer -> Cause.certain(
                                Blame.DATABASE_DAMAGED, Reason.of("diagnosis.database.damaged", answer.value(0)), answer.reason())
                        .mended(restored(file(answer), signs), Advice.PERSON));
        return damaged.or(() -> signs.answer("probe.sqlite.missing", "probe.sqlite.empty")
                .map(answer -> Cause.certain(
                                Blame.DATABASE_DAMAGED, Reason.of("diagnosis.database.missing", answer.value(0)), answer.reason())
                        .person()));
    }

    /// Which file is meant is known only where there is one.
    static Optional<Diagnosis> said(Signs signs) {
        return signs.said(Hint.DATABASE_DAMAGED).map(line -> {
            List<String> files = signs.checks().stream()
                    .map(CheckSpec::question)
                    .filter(Question.Sqlite.class::isInstance)
                    .map(question -> ((Question.Sqlite) question).path())
                    .distinct()
                    .toList();
            Cause cause = Cause.likely(
                    Blame.DATABASE_DAMAGED,
                    files.size() == 1
                            ? Reason.of("diagnosis.database.damaged", files.getFirst())
                            : Reason.of("diagnosis.database.said"),
                    Signs.quoted(line));
            return cause.mended(
                    files.size() == 1 ? restored(files.getFirst(), signs) : signs.ownRepair(), Advice.PERSON);
        });
    }

    /// As it is configured; what a reason shows may be shortened.
    private static String file(Answer answer) {
        return answer.check().question() instanceof Question.Sqlite(String path) ? path : "";
    }

    private static Optional<Remedy> restored(String file, Signs signs) {
        List<String> backups = signs.ladder().backups();
        return backups.isEmpty() || file.isEmpty()
                ? signs.ownRepair()
                : signs.permitted(new Remedy.RestoreDatabase(file, backups));
    }
}
