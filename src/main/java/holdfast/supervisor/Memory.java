package holdfast.supervisor;

import holdfast.alert.Told;
import holdfast.model.Fact;
import holdfast.model.Fact.Purpose;
import holdfast.model.Health;
import holdfast.model.ProcessIdentity;
import holdfast.model.Wish;
import holdfast.recovery.Guard;
import holdfast.recovery.Incident;
import holdfast.recovery.Parking;
import java.util.Optional;

/// The durable half of a service: all of it comes from facts and changes only by [#apply], live and at start-up alike.
///
/// @param wish what an operator said last; absent = as configured
/// @param lastIncarnation highest number given out; 0 = none
/// @param nextPurpose what the next start will be made for
/// @param healthySinceNanos begin of the present unbroken health
/// @param notBeforeNanos the next recovery start is delayed until then
/// @param restarts starts after the first one
record Memory(
        Optional<Wish> wish,
        Run run,
        long lastIncarnation,
        Purpose nextPurpose,
        Guard guard,
        Health health,
        Optional<Long> healthySinceNanos,
        Optional<Long> notBeforeNanos,
        Optional<Parking> parking,
        Optional<Incident> incident,
        Told told,
        int restarts) {

    static final Memory BLANK = new Memory(
            Optional.empty(),
            new Run.Never(),
            0,
            Purpose.WISH,
            Guard.CLEAR,
            Health.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Told.NOTHING,
            0);

    /// @param atNanos when the fact was decided; may be negative for facts of an earlier boot
    Memory apply(Fact fact, long atNanos) {
        return switch (fact) {
            case Fact.WishChanged changed -> wished(changed.wish());
            case Fact.StartIntended intended -> startIntended(intended, atNanos);
            case Fact.Started started ->
                withRun(new Run.Running(started.incarnation(), started.process(), atNanos, false));
            case Fact.StartFailed failed ->
                withRun(new Run.Failed(failed.incarnation(), run.lastProcess(), failed.failure(), failed.reason()));
            case Fact.Adopted adopted -> adopted(adopted, atNanos);
            case Fact.StopIntended stop -> {
                // An intended start has no process of its own yet, only that of the incarnation before.
                var own = run instanceof Run.Intended ? Optional.<ProcessIdentity>empty() : run.lastProcess();
                yield unhealthy(atNanos)
                        .withRun(new Run.Ending(stop.incarnation(), own, stop.purpose()))
                        .withNextPurpose(stop.purpose());
            }
            case Fact.Ended ended -> {
                Memory over = unhealthy(atNanos)
                        .withRun(new Run.Ended(
                                ended.incarnation(), run.lastProcess(), ended.status(), ended.survivors(), ended.asked()));
                yield ended.asked() ? over : over.withNextPurpose(Purpose.WISH);
            }
            case Fact.HealthJudged judged -> judged(judged.to(), atNanos);
            case Fact.IncidentOpened opened ->
                withIncident(Optional.of(Incident.opened(opened, atNanos))).withNotBefore(Optional.empty());
            case Fact.RecoveryDelayed delayed -> withNotBefore(Optional.of(atNanos + delayed.delayNanos()));
            case Fact.RecoveryHeld held -> withIncident(incident.map(open -> open.held(Optional.of(held.culprit()))));
            case Fact.RecoveryResumed _ -> withIncident(incident.map(open -> open.held(Optional.empty())));
            case Fact.IncidentRestored _ -> withIncident(incident.map(open -> open.restored(atNanos))).withNotBefore(Optional.empty());
            case Fact.IncidentRelapsed relapsed ->
                withIncident(incident.map(open -> open.relapsed(relapsed.cause(), relapsed.reason())));
            case Fact.IncidentClosed _ -> closed();
            case Fact.Parked parked ->
                withParking(Optional.of(Parking.until(atNanos, parked.delayNanos()))).withNotBefore(Optional.empty());
            case Fact.Unparked unparked -> unparked(unparked.cause());
            case Fact.AlertDecided decided -> withTold(told.and(decided.kind()));
            case Fact.Forgotten _ -> forgotten();
            // What they tell is part of the observed half, or of the run already.
            case Fact.StopNotProven _, Fact.CheckBlinded _, Fact.CheckSighted _ -> this;
        };
    }

    /// An operator's word that it shall run clears the history of failure: the next tries are not charged for earlier ones.
    private Memory wished(Wish wanted) {
        Guard cleared = wanted == Wish.UP ? Guard.CLEAR : guard;
        return new Memory(
                Optional.of(wanted),
                run,
                lastIncarnation,
                wanted == Wish.UP ? Purpose.OPERATOR : Purpose.WISH,
                cleared,
                health,
                healthySinceNanos,
                Optional.empty(),
                Optional.empty(),
                incident,
                told,
                restarts);
    }

    private Memory startIntended(Fact.StartIntended intended, long atNanos) {
        boolean recovery = intended.purpose() == Purpose.RECOVERY;
        boolean slow = intended.purpose() == Purpose.SLOW_RETRY;
        return new Memory(
                wish,
                new Run.Intended(intended.incarnation(), run.lastProcess()),
                intended.incarnation().number(),
                Purpose.WISH,
                recovery ? guard.attempted(atNanos, intended.tries()) : guard,
                Health.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                slow ? parking.map(Parking::tryMade) : parking,
                recovery || slow ? incident.map(Incident::attempted) : incident,
                told,
                lastIncarnation == 0 ? 0 : restarts + 1);
    }

    private Memory adopted(Fact.Adopted adopted, long atNanos) {
        boolean known = run instanceof Run.Running running && running.incarnation().equals(adopted.incarnation());
        Run.Running now = known && run instanceof Run.Running earlier
                ? new Run.Running(adopted.incarnation(), adopted.process(), earlier.sinceNanos(), earlier.answered())
                : new Run.Running(adopted.incarnation(), adopted.process(), atNanos, adopted.byHand());
        return new Memory(
                wish,
                now,
                Math.max(lastIncarnation, adopted.incarnation().number()),
                Purpose.WISH,
                guard,
                Health.UNKNOWN,
                Optional.empty(),
                notBeforeNanos,
                parking,
                incident,
                told,
                restarts);
    }

    private Memory judged(Health to, long atNanos) {
        Memory base = to == Health.HEALTHY ? this : unhealthy(atNanos);
        boolean serves = to == Health.HEALTHY || to == Health.DEGRADED;
        Run next = serves && run instanceof Run.Running running && !running.answered()
                ? new Run.Running(running.incarnation(), running.process(), running.sinceNanos(), true)
                : run;
        Optional<Long> since = to == Health.HEALTHY ? Optional.of(healthySinceNanos.orElse(atNanos)) : Optional.empty();
        return base.withRun(next).withHealth(to, since);
    }

    /// Health ends here; how long it lasted is credited to the guard.
    private Memory unhealthy(long atNanos) {
        Guard credited = healthySinceNanos.map(since -> guard.provenFor(atNanos - since)).orElse(guard);
        return withGuard(credited).withHealth(Health.UNKNOWN, Optional.empty());
    }

    /// A repair that was under way has lost its reason: should the service be wanted again, that is a start like any other.
    private Memory closed() {
        boolean wasRepair = nextPurpose == Purpose.RECOVERY || nextPurpose == Purpose.SLOW_RETRY;
        return withIncident(Optional.empty())
                .withNotBefore(Optional.empty())
                .withTold(Told.NOTHING)
                .withNextPurpose(wasRepair ? Purpose.WISH : nextPurpose);
    }

    /// A dependency that comes back was the cause all along, and a person has seen to it: the tries made before do not count.
    private Memory unparked(Fact.Closing cause) {
        boolean clears = cause == Fact.Closing.DEPENDENCY_BACK || cause == Fact.Closing.OPERATOR;
        Guard next = clears ? Guard.CLEAR : guard;
        return withGuard(next).withParking(Optional.empty());
    }

    /// The number goes on counting, so that a service that comes back under the same name is never taken for its old self.
    private Memory forgotten() {
        return new Memory(
                Optional.empty(),
                new Run.Never(),
                lastIncarnation,
                Purpose.WISH,
                Guard.CLEAR,
                Health.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Told.NOTHING,
                0);
    }

    private Memory withRun(Run next) {
        return new Memory(
                wish, next, lastIncarnation, nextPurpose, guard, health, healthySinceNanos, notBeforeNanos, parking, incident,
                told, restarts);
    }

    private Memory withNextPurpose(Purpose next) {
        return new Memory(
                wish, run, lastIncarnation, next, guard, health, healthySinceNanos, notBeforeNanos, parking, incident, told,
                restarts);
    }

    private Memory withGuard(Guard next) {
        return new Memory(
                wish, run, lastIncarnation, nextPurpose, next, health, healthySinceNanos, notBeforeNanos, parking, incident,
                told, restarts);
    }

    private Memory withHealth(Health next, Optional<Long> since) {
        return new Memory(
                wish, run, lastIncarnation, nextPurpose, guard, next, since, notBeforeNanos, parking, incident, told, restarts);
    }

    private Memory withNotBefore(Optional<Long> next) {
        return new Memory(
                wish, run, lastIncarnation, nextPurpose, guard, health, healthySinceNanos, next, parking, incident, told,
                restarts);
    }

    private Memory withParking(Optional<Parking> next) {
        return new Memory(
                wish, run, lastIncarnation, nextPurpose, guard, health, healthySinceNanos, notBeforeNanos, next, incident, told,
                restarts);
    }

    private Memory withIncident(Optional<Incident> next) {
        return new Memory(
                wish, run, lastIncarnation, nextPurpose, guard, health, healthySinceNanos, notBeforeNanos, parking, next, told,
                restarts);
    }

    private Memory withTold(Told next) {
        return new Memory(
                wish, run, lastIncarnation, nextPurpose, guard, health, healthySinceNanos, notBeforeNanos, parking, incident,
                next, restarts);
    }
}
