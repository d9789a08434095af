package holdfast.recovery;

import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.Hold;
import holdfast.model.Reason;
import holdfast.model.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What has been thought and done about an incident so far.
///
/// @param diagnosis the last one
/// @param evidence kept last
/// @param hold why nothing is done at the moment
/// @param taken the measures taken, each once, the last one last; whether that one holds is not known while the incident is open
/// @param proposal what waits for a person's word
/// @param isApproved that word was given, and not used yet
/// @param isAcknowledged a person is on it
public record Course(
        Optional<Fact.Diagnosed> diagnosis,
        Optional<Finding.Evidence> evidence,
        Optional<Hold> hold,
        List<Rung> taken,
        Optional<Fact.Proposed> proposal,
        boolean isApproved,
        boolean isAcknowledged) {
    static final Course BEGUN = new Course(
            Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty(), false, false);

    public Course {
        taken = List.copyOf(taken);
    }

    public Optional<Rung> lastRung() {
        return taken.isEmpty() ? Optional.empty() : Optional.of(taken.getLast());
    }

    Course diagnosed(Fact.Diagnosed next) {
        return new Course(Optional.of(next), evidence, hold, taken, proposal, isApproved, isAcknowledged);
    }

    Course kept(Finding.Evidence next) {
        return new Course(diagnosis, Optional.of(next), hold, taken, proposal, isApproved, isAcknowledged);
    }

    Course held(Optional<Hold> next) {
        return new Course(diagnosis, evidence, next, taken, proposal, isApproved, isAcknowledged);
    }

    /// A measure is taken: what was proposed and approved is used up.
    Course taken(Rung rung) {
        var next = new ArrayList<>(taken);
        next.remove(rung);
        next.add(rung);
        return new Course(diagnosis, evidence, hold, next, Optional.empty(), false, isAcknowledged);
    }

    /// A word that was given for another measure is no word for this one.
    Course proposed(Fact.Proposed next) {
        return new Course(diagnosis, evidence, hold, taken, Optional.of(next), false, isAcknowledged);
    }

    /// A person has approved this very measure. What has happened since may call for another, which is to be asked about anew.
    public boolean isApproved(Rung rung, Optional<Reason> what) {
        return isApproved
                && proposal.filter(asked -> asked.rung().equals(rung) && asked.what().equals(what)).isPresent();
    }

    Course approved() {
        return new Course(diagnosis, evidence, hold, taken, proposal, true, isAcknowledged);
    }

    Course acknowledged() {
        return new Course(diagnosis, evidence, hold, taken, proposal, isApproved, true);
    }
}
