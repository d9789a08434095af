package holdfast.supervisor;

import holdfast.alert.Told;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Fact;
import holdfast.model.RecoverPolicy;
import holdfast.recovery.Guard;
import holdfast.recovery.Incident;
import holdfast.recovery.Parking;
import holdfast.recovery.Rungs;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The durable half of a service's recovery: what it is in for, and what its past allows.
///
/// @param notBeforeNanos the next recovery start is delayed until then
/// @param rungs what became of the measures of earlier incidents, and of this one's but the last
record Care(
        Guard guard,
        Rungs rungs,
        Optional<Long> notBeforeNanos,
        Optional<Parking> parking,
        Optional<Incident> incident,
        Told told) {
    static final Care NONE =
            new Care(Guard.CLEAR, Rungs.NONE, Optional.empty(), Optional.empty(), Optional.empty(), Told.NOTHING);

    /// The facts of an incident.
    Care apply(Fact fact, long atNanos) {
        return switch (fact) {
            case Fact.IncidentOpened opened ->
                withIncident(Optional.of(Incident.opened(opened, atNanos))).withNotBefore(Optional.empty());
            case Fact.RecoveryDelayed delayed -> withNotBefore(Optional.of(atNanos + delayed.delayNanos()));
            case Fact.RecoveryHeld held -> open(incident -> incident.held(Optional.of(held.hold())));
            case Fact.RecoveryResumed _ -> open(incident -> incident.held(Optional.empty()));
            case Fact.Diagnosed diagnosed -> open(incident -> incident.diagnosed(diagnosed));
            case Fact.EvidenceKept kept -> open(incident -> incident.kept(kept));
            case Fact.RungTaken taken -> taken(taken, atNanos);
            case Fact.Proposed proposed -> open(incident -> incident.proposed(proposed));
            case Fact.Approved _ -> open(Incident::approved);
            case Fact.Acknowledged _ -> open(Incident::acknowledged);
            case Fact.IncidentRestored _ -> open(incident -> incident.restored(atNanos)).withNotBefore(Optional.empty());
            case Fact.IncidentRelapsed relapsed -> open(incident -> incident.relapsed(relapsed.cause(), relapsed.reason()));
            case Fact.IncidentClosed closed -> closed(closed.closing(), atNanos);
            case Fact.Parked parked ->
                withParking(Optional.of(Parking.until(atNanos, parked.delayNanos(), hopeless()))).withNotBefore(Optional.empty());
            case Fact.Unparked unparked -> unparked(unparked.cause(), atNanos);
            case Fact.AlertDecided decided -> withTold(told.and(decided.kind()));
            case Fact.WishChanged _, Fact.StartIntended _, Fact.Started _, Fact.StartFailed _, Fact.Adopted _ -> this;
            case Fact.RunsMissed _, Fact.StopIntended _, Fact.Ended _, Fact.StopNotProven _, Fact.HealthJudged _ -> this;
            case Fact.CheckBlinded _, Fact.CheckSighted _, Fact.RemedyEnded _, Fact.Forgotten _ -> this;
            case Fact.Pinned _, Fact.Unpinned _, Fact.Silenced _, Fact.Unsilenced _ -> this;
            case Fact.RivalsNoted _, Fact.Remarked _ -> this;
            case Fact.ReloadIntended _, Fact.ReloadEnded _ -> this;
        };
    }

    /// The cause as it was diagnosed last, if no start can mend it.
    private Optional<Blame> hopeless() {
        return incident.flatMap(open -> open.course().diagnosis())
                .filter(made -> !made.restartHelps())
                .map(Fact.Diagnosed::blame);
    }

    /// The measure before it did not hold, or there would be no other. One that leaves the process alone is an attempt of its own;
    /// of the others, the start is.
    private Care taken(Fact.RungTaken taken, long atNanos) {
        Rungs judged = incident.flatMap(open -> open.course().lastRung())
                .map(last -> rungs.and(last, false, atNanos))
                .orElse(rungs);
        Care next = new Care(guard, judged, notBeforeNanos, parking, incident, told).open(open -> open.taken(taken.rung()));
        if (taken.attempt().isEmpty()) {
            return next;
        }
        return taken.attempt().get() == Fact.Purpose.SLOW_RETRY ? next.retried() : next.attempted(taken.tries(), atNanos);
    }

    /// A recovery attempt is made.
    Care attempted(int tries, long atNanos) {
        return withGuard(guard.attempted(atNanos, tries)).open(Incident::attempted).withNotBefore(Optional.empty());
    }

    /// The one try of a parked service is made.
    Care retried() {
        return withParking(parking.map(Parking::tryMade)).open(Incident::attempted).withNotBefore(Optional.empty());
    }

    private Care closed(Fact.Closing how, long atNanos) {
        Optional<Rungs> judged = how == Fact.Closing.HEALED
                ? incident.flatMap(open -> open.course().lastRung()).map(last -> rungs.and(last, true, atNanos))
                : Optional.empty();
        return new Care(guard, judged.orElse(rungs), Optional.empty(), parking, Optional.empty(), Told.NOTHING);
    }

    /// A dependency that comes back may have been the cause all along: the tries made before lengthen no wait.
    private Care unparked(Fact.Closing cause, long atNanos) {
        Guard next = switch (cause) {
            case DEPENDENCY_BACK -> guard.forgiven(atNanos);
            case OPERATOR -> Guard.CLEAR;
            default -> guard;
        };
        return withGuard(next).withParking(Optional.empty());
    }

    /// An operator's word that it shall run clears the history of failure: the next tries are not charged for earlier ones.
    Care forgiven() {
        return new Care(Guard.CLEAR, Rungs.NONE, Optional.empty(), Optional.empty(), incident, told);
    }

    /// As [#forgiven], but the history stays: somebody said that it shall not run.
    Care resting() {
        return new Care(guard, rungs, Optional.empty(), Optional.empty(), incident, told);
    }

    /// Tries that the backoff counts from here on.
    int nextTries(RecoverPolicy policy) {
        return guard.triesRemembered(policy) + 1;
    }

    private Care open(UnaryOperator<Incident> change) {
        return withIncident(incident.map(change));
    }

    Care withGuard(Guard next) {
        return new Care(next, rungs, notBeforeNanos, parking, incident, told);
    }

    Care withNotBefore(Optional<Long> next) {
        return new Care(guard, rungs, next, parking, incident, told);
    }

    private Care withParking(Optional<Parking> next) {
        return new Care(guard, rungs, notBeforeNanos, next, incident, told);
    }

    private Care withIncident(Optional<Incident> next) {
        return new Care(guard, rungs, notBeforeNanos, parking, next, told);
    }

    private Care withTold(Told next) {
        return new Care(guard, rungs, notBeforeNanos, parking, incident, next);
    }
}
