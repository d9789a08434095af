package holdfast.supervisor;

import holdfast.model.Diagnosis;
import holdfast.model.ExitStatus;
import holdfast.model.Fact.Cause;
import holdfast.model.Fact.Purpose;
import holdfast.model.Finding;
import holdfast.model.Remedy;
import java.util.List;
import java.util.Optional;

/// What is under way about a trouble, and what a close look brought: the observed half of its recovery. After a restart of
/// Holdfast it is empty, and the service is looked at anew.
///
/// @param cause of the trouble at hand; another one is looked at anew
/// @param lookedNanos when that trouble, or the last one, was noted
/// @param errand what has been asked of the rim and is not answered yet
/// @param findings of the last examination
/// @param diagnosis made from them
/// @param preparation what is to be done between the proven stop and the start
/// @param isPrepared that is done, or there is nothing: the start is due
/// @param exit how the process ended that the trouble is about; what runs by the time of the answer may be another
record CaseFile(
        Optional<Cause> cause,
        long lookedNanos,
        Optional<Errand> errand,
        List<Finding> findings,
        Optional<Diagnosis> diagnosis,
        Optional<Preparation> preparation,
        boolean isPrepared,
        Optional<ExitStatus> exit) {
    static final CaseFile EMPTY =
            new CaseFile(Optional.empty(), 0, Optional.empty(), List.of(), Optional.empty(), Optional.empty(), false, Optional.empty());

    /// Something asked of the rim. Its answer carries the number; one that does not come by `byNanos` is given up.
    sealed interface Errand {
        long number();

        long byNanos();

        record Examining(long number, long byNanos) implements Errand {}

        record Applying(long number, long byNanos) implements Errand {}
    }

    /// @param purpose of the start that follows
    record Preparation(Remedy remedy, Purpose purpose) {}

    CaseFile {
        findings = List.copyOf(findings);
    }

    boolean isExamining() {
        return errand.filter(one -> one instanceof Errand.Examining).isPresent();
    }

    boolean isApplying() {
        return errand.filter(one -> one instanceof Errand.Applying).isPresent();
    }

    /// Another trouble than before: what was found of that one says nothing of this.
    CaseFile troubled(Cause next, long nowNanos, Optional<ExitStatus> status) {
        return new CaseFile(Optional.of(next), nowNanos, errand, List.of(), Optional.empty(), preparation, isPrepared, status);
    }

    /// The same trouble, looked at once more; until that is answered, what was found counts.
    CaseFile lookedAgain(long nowNanos) {
        return new CaseFile(cause, nowNanos, errand, findings, diagnosis, preparation, isPrepared, exit);
    }

    /// It is back as it was: what was found of it then still counts.
    CaseFile again(Cause same) {
        return new CaseFile(Optional.of(same), lookedNanos, errand, findings, diagnosis, preparation, isPrepared, exit);
    }

    CaseFile untroubled() {
        return cause.isEmpty() ? this : new CaseFile(Optional.empty(), lookedNanos, errand, findings, diagnosis, preparation, isPrepared, exit);
    }

    CaseFile sent(Errand next) {
        return new CaseFile(cause, lookedNanos, Optional.of(next), findings, diagnosis, preparation, isPrepared, exit);
    }

    CaseFile answered() {
        return new CaseFile(cause, lookedNanos, Optional.empty(), findings, diagnosis, preparation, isPrepared, exit);
    }

    CaseFile seen(List<Finding> found) {
        return new CaseFile(cause, lookedNanos, Optional.empty(), found, diagnosis, preparation, isPrepared, exit);
    }

    CaseFile diagnosed(Diagnosis next) {
        return new CaseFile(cause, lookedNanos, errand, findings, Optional.of(next), preparation, isPrepared, exit);
    }

    CaseFile preparing(Preparation next) {
        return new CaseFile(cause, lookedNanos, errand, findings, diagnosis, Optional.of(next), false, exit);
    }

    CaseFile prepared() {
        return new CaseFile(cause, lookedNanos, Optional.empty(), findings, diagnosis, preparation, true, exit);
    }

    /// What was being prepared is begun, or called off.
    CaseFile begun() {
        return new CaseFile(cause, lookedNanos, errand, findings, diagnosis, Optional.empty(), false, exit);
    }

    /// The incident is over; an errand that is under way still is.
    CaseFile closed() {
        return new CaseFile(Optional.empty(), 0, errand, List.of(), Optional.empty(), Optional.empty(), false, Optional.empty());
    }

    long dueNanos() {
        return errand.map(Errand::byNanos).orElse(Long.MAX_VALUE);
    }
}
