package holdfast.supervisor;

import holdfast.alert.Told;
import holdfast.model.Event.Origin;
import holdfast.model.Fact;
import holdfast.model.Fact.Purpose;
import holdfast.model.Health;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.Wish;
import holdfast.recovery.Guard;
import holdfast.recovery.Incident;
import holdfast.recovery.Parking;
import java.util.List;
import java.util.Optional;

/// The durable half of a service: all of it comes from facts and changes only by [#apply], live and at start-up alike.
///
/// @param wished what an operator said last; empty = as configured
/// @param lastIncarnation highest number given out; 0 = none
/// @param nextPurpose what the next start will be made for
/// @param healthySinceNanos begin of the present unbroken health
/// @param reload who asked for the reload that is under way, or is being proven
/// @param restarts starts after the first one
/// @param rivals who else restarts it
record Memory(
        Optional<Wished> wished,
        Orders orders,
        Run run,
        long lastIncarnation,
        Purpose nextPurpose,
        Health health,
        Optional<Long> healthySinceNanos,
        Care care,
        Optional<String> reload,
        int restarts,
        List<Reason> rivals) {

    static final Memory BLANK = blank(0);

    private static Memory blank(long lastIncarnation) {
        return new Memory(
                Optional.empty(),
                Orders.NONE,
                new Run.Never(),
                lastIncarnation,
                Purpose.WISH,
                Health.UNKNOWN,
                Optional.empty(),
                Care.NONE,
                Optional.empty(),
                0,
                List.of());
    }

    /// Why it is not to be had where it is kept; empty while nobody has found that.
    Optional<Reason> absence() {
        return wished.flatMap(Wished::absence);
    }

    Guard guard() {
        return care.guard();
    }

    Optional<Long> notBeforeNanos() {
        return care.notBeforeNanos();
    }

    Optional<Parking> parking() {
        return care.parking();
    }

    Optional<Incident> incident() {
        return care.incident();
    }

    Told told() {
        return care.told();
    }

    /// @param atNanos when the fact was decided; may be negative for facts of an earlier boot
    Memory apply(Fact fact, long atNanos) {
        return switch (fact) {
            case Fact.WishChanged changed -> wished(new Wished(changed.wish(), changed.actor(), changed.absence()));
            case Fact.StartIntended intended -> startIntended(intended, atNanos);
            case Fact.Started started ->
                withRun(new Run.Running(started.incarnation(), started.process(), atNanos, false));
            case Fact.StartFailed failed ->
                withRun(new Run.Failed(failed.incarnation(), run.lastProcess(), failed.failure(), failed.reason()));
            case Fact.Adopted adopted -> adopted(adopted, atNanos);
            case Fact.RunsMissed missed -> missed(missed, atNanos);
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
            case Fact.ReloadIntended intended -> withReload(Optional.of(intended.actor()));
            case Fact.ReloadEnded _ -> withReload(Optional.empty());
            case Fact.HealthJudged judged -> judged(judged.to(), atNanos);
            case Fact.IncidentClosed _ -> closed(care.apply(fact, atNanos));
            case Fact.Pinned pinned -> withOrders(orders.withPin(
                    Optional.of(Orders.word(pinned.why(), pinned.actor(), atNanos, pinned.forNanos()))));
            case Fact.Unpinned _ -> withOrders(orders.withPin(Optional.empty()));
            case Fact.Silenced silenced -> withOrders(orders.withSilence(
                    Optional.of(Orders.word(silenced.why(), silenced.actor(), atNanos, silenced.forNanos()))));
            case Fact.Unsilenced _ -> withOrders(orders.withSilence(Optional.empty()));
            // The number goes on counting, so that a service that comes back under the same name is never taken for its old self.
            case Fact.Forgotten _ -> blank(lastIncarnation);
            case Fact.RivalsNoted noted -> withRivals(noted.rivals());
            case Fact.Remarked _ -> this;
            // What they tell is part of the observed half, or of the run already.
            case Fact.StopNotProven _, Fact.CheckBlinded _, Fact.CheckSighted _, Fact.RemedyEnded _ -> this;
            case Fact.IncidentOpened _, Fact.IncidentRestored _, Fact.IncidentRelapsed _ -> cared(fact, atNanos);
            case Fact.RecoveryDelayed _, Fact.RecoveryHeld _, Fact.RecoveryResumed _ -> cared(fact, atNanos);
            case Fact.Diagnosed _, Fact.EvidenceKept _, Fact.RungTaken _ -> cared(fact, atNanos);
            case Fact.Proposed _, Fact.Approved _, Fact.Acknowledged _ -> cared(fact, atNanos);
            case Fact.Parked _, Fact.Unparked _, Fact.AlertDecided _ -> cared(fact, atNanos);
        };
    }

    private Memory cared(Fact fact, long atNanos) {
        return withCare(care.apply(fact, atNanos));
    }

    private Memory wished(Wished word) {
        boolean isUp = word.wish() == Wish.UP;
        return new Memory(
                Optional.of(word),
                orders,
                isUp ? run.excused() : run,
                lastIncarnation,
                isUp ? Purpose.OPERATOR : Purpose.WISH,
                health,
                healthySinceNanos,
                isUp ? care.forgiven() : care.resting(),
                reload,
                restarts,
                rivals);
    }

    private Memory startIntended(Fact.StartIntended intended, long atNanos) {
        Care next = switch (intended.purpose()) {
            case RECOVERY -> care.attempted(intended.tries(), atNanos);
            case SLOW_RETRY -> care.retried();
            case WISH, OPERATOR, CONFIGURATION -> care.withNotBefore(Optional.empty());
        };
        return new Memory(
                wished,
                orders,
                new Run.Intended(intended.incarnation(), run.lastProcess()),
                intended.incarnation().number(),
                Purpose.WISH,
                Health.UNKNOWN,
                Optional.empty(),
                next,
                reload,
                lastIncarnation == 0 ? 0 : restarts + 1,
                rivals);
    }

    private Memory adopted(Fact.Adopted adopted, long atNanos) {
        boolean known = run instanceof Run.Running running && running.incarnation().equals(adopted.incarnation());
        // What comes up after an end is a start, and gets its grace; what was there before us has had it.
        boolean isOld = adopted.origin() == Origin.HAND && !(run instanceof Run.Ended);
        Run.Running now = known && run instanceof Run.Running earlier
                ? new Run.Running(adopted.incarnation(), adopted.process(), earlier.sinceNanos(), earlier.answered())
                : new Run.Running(adopted.incarnation(), adopted.process(), atNanos, isOld);
        // In the midst of its health: what that was good for still counts.
        Care kept = adopted.origin() == Origin.RELOAD ? unhealthy(atNanos).care() : care;
        // Found running at the first look it may have run for weeks: only what comes back after an end is another attempt.
        // A rival cannot be told from a person; while there is one, its restarts count like the backend's own.
        boolean byAnother = adopted.origin() == Origin.BACKEND || (adopted.origin() == Origin.HAND && !rivals.isEmpty());
        boolean byBackend = byAnother && run instanceof Run.Ended ended && !ended.asked();
        return new Memory(
                wished,
                orders,
                now,
                Math.max(lastIncarnation, adopted.incarnation().number()),
                Purpose.WISH,
                Health.UNKNOWN,
                Optional.empty(),
                byBackend ? kept.attempted(kept.guard().tries() + 1, atNanos) : kept,
                reload,
                byBackend ? restarts + 1 : restarts,
                rivals);
    }

    private Memory missed(Fact.RunsMissed missed, long atNanos) {
        boolean isRevived = run instanceof Run.Ended ended && !ended.asked();
        int revivals = isRevived ? missed.runs() : missed.runs() - 1;
        Memory over = unhealthy(atNanos);
        Care counted = over.care();
        for (int revival = 0; revival < revivals; revival++) {
            counted = counted.attempted(counted.guard().tries() + 1, atNanos);
        }
        return new Memory(
                wished,
                orders,
                new Run.Ended(missed.last(), run.lastProcess(), missed.status(), 0, false),
                missed.last().number(),
                Purpose.WISH,
                over.health(),
                over.healthySinceNanos(),
                counted,
                reload,
                restarts + revivals,
                rivals);
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
        Care credited = healthySinceNanos
                .map(since -> care.withGuard(care.guard().provenFor(atNanos - since)))
                .orElse(care);
        return withCare(credited).withHealth(Health.UNKNOWN, Optional.empty());
    }

    /// A repair that was under way has lost its reason: should the service be wanted again, that is a start like any other.
    private Memory closed(Care next) {
        boolean wasRepair = nextPurpose == Purpose.RECOVERY || nextPurpose == Purpose.SLOW_RETRY;
        return withCare(next).withNextPurpose(wasRepair ? Purpose.WISH : nextPurpose);
    }

    private Memory withOrders(Orders next) {
        return new Memory(wished, next, run, lastIncarnation, nextPurpose, health, healthySinceNanos, care, reload, restarts, rivals);
    }

    private Memory withRun(Run next) {
        return new Memory(wished, orders, next, lastIncarnation, nextPurpose, health, healthySinceNanos, care, reload, restarts, rivals);
    }

    private Memory withNextPurpose(Purpose next) {
        return new Memory(wished, orders, run, lastIncarnation, next, health, healthySinceNanos, care, reload, restarts, rivals);
    }

    private Memory withHealth(Health next, Optional<Long> since) {
        return new Memory(wished, orders, run, lastIncarnation, nextPurpose, next, since, care, reload, restarts, rivals);
    }

    private Memory withCare(Care next) {
        return new Memory(wished, orders, run, lastIncarnation, nextPurpose, health, healthySinceNanos, next, reload, restarts, rivals);
    }

    private Memory withRivals(List<Reason> next) {
        return new Memory(wished, orders, run, lastIncarnation, nextPurpose, health, healthySinceNanos, care, reload, restarts, next);
    }

    private Memory withReload(Optional<String> next) {
        return new Memory(wished, orders, run, lastIncarnation, nextPurpose, health, healthySinceNanos, care, next, restarts, rivals);
    }
}
