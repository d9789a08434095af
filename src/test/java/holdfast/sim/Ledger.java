package holdfast.sim;

import holdfast.model.Event.Origin;
import holdfast.model.Fact;
import holdfast.model.Fact.Closing;
import holdfast.model.Fact.Purpose;
import holdfast.model.Health;
import holdfast.model.RecoverPolicy;
import holdfast.model.Wish;
import holdfast.supervisor.Replay;
import java.util.Optional;

/// The invariants' own book on one service, kept from facts alone and independently of the core.
final class Ledger {
    Object memory = Replay.blank();
    Optional<Wish> wish = Optional.empty();
    long intended;
    /// The diagnosis at this moment is that only a person can help.
    boolean useless;
    /// Checks of others blame it.
    boolean blamed;
    boolean stopPending;
    /// A restart was begun within the limit: its start is due even if the policy was tightened in between.
    private boolean permitted;
    /// The wait was chosen, and checked, under the policy of that moment; the policy may have been edited since.
    private boolean delayChosen;
    private boolean everUnhealthySinceStart;
    private Health health = Health.UNKNOWN;
    private long healthySince = Long.MAX_VALUE;
    private long provenSinceTry;
    private Optional<Long> incident = Optional.empty();
    private Optional<Long> restoredAt = Optional.empty();
    private final Hopes hopes = new Hopes();
    private final Alerts alerts = new Alerts();
    private final Attempts attempts = new Attempts();
    private int tries;
    private long delayedUntil = Long.MIN_VALUE;
    private long parkedUntil = Long.MIN_VALUE;
    private long lastRecoveryStart = Long.MIN_VALUE;

    /// Writes a fact into the book; `policy` present = hold it against the promises.
    void note(Fact fact, long now, Optional<RecoverPolicy> policy) {
        policy.ifPresent(rules -> check(fact, now, rules));
        hopes.note(fact, now);
        Object memoryBefore = memory;
        memory = Replay.apply(memory, fact, now);
        switch (fact) {
            case Fact.WishChanged changed -> wished(changed.wish());
            case Fact.StartIntended start -> started(start, now);
            case Fact.Started _ -> everUnhealthySinceStart = false;
            case Fact.Adopted adopted -> adopted(adopted, memoryBefore, now);
            case Fact.StopIntended stop -> {
                permitted = stop.purpose() == Purpose.RECOVERY;
                stopPending = true;
                leaveHealth(now);
            }
            case Fact.Ended _ -> {
                stopPending = false;
                leaveHealth(now);
            }
            case Fact.RunsMissed missed -> missed(missed, memoryBefore, now);
            case Fact.HealthJudged judged -> judged(judged.to(), now);
            case Fact.IncidentOpened opened -> {
                incident = Optional.of(opened.incident());
                restoredAt = Optional.empty();
                alerts.incidentOpened();
            }
            case Fact.RecoveryDelayed delayed -> {
                delayedUntil = now + delayed.delayNanos();
                delayChosen = true;
            }
            case Fact.IncidentRestored _ -> {
                restoredAt = Optional.of(now);
                delayedUntil = Long.MIN_VALUE;
            }
            case Fact.IncidentRelapsed _ -> restoredAt = Optional.empty();
            case Fact.IncidentClosed _ -> {
                incident = Optional.empty();
                delayedUntil = Long.MIN_VALUE;
            }
            case Fact.Parked parked -> parked(parked, now);
            case Fact.Unparked unparked -> {
                parkedUntil = Long.MIN_VALUE;
                if (unparked.cause() == Closing.OPERATOR) {
                    attempts.forget();
                }
                if (unparked.cause() == Closing.DEPENDENCY_BACK || unparked.cause() == Closing.OPERATOR) {
                    attempts.forgiven(now);
                    tries = 0;
                }
            }
            case Fact.AlertDecided decided -> alerts.note(decided);
            case Fact.Forgotten _ -> forget();
            case Fact.Remarked _, Fact.StartFailed _, Fact.StopNotProven _, Fact.CheckBlinded _, Fact.CheckSighted _, Fact.ReloadIntended _, Fact.ReloadEnded _ -> {}
            case Fact.RungTaken taken -> {
                delayChosen &= taken.attempt().isEmpty();
                if (taken.attempt().equals(Optional.of(Purpose.RECOVERY))) {
                    counted(taken.tries(), now);
                }
                permitted |= taken.attempt().isEmpty();
                delayedUntil = taken.attempt().isPresent() ? Long.MIN_VALUE : delayedUntil;
            }
            case Fact.RecoveryHeld _, Fact.RecoveryResumed _, Fact.Diagnosed _, Fact.EvidenceKept _, Fact.RemedyEnded _, Fact.Proposed _ -> {}
            case Fact.Approved _, Fact.Acknowledged _, Fact.Pinned _, Fact.Unpinned _, Fact.Silenced _, Fact.Unsilenced _, Fact.RivalsNoted _ -> {}
        }
    }

    /// The wait for the slow retry takes the place of any other.
    private void parked(Fact.Parked parked, long now) {
        parkedUntil = parked.delayNanos() == Long.MAX_VALUE ? Long.MAX_VALUE : now + parked.delayNanos();
        delayedUntil = Long.MIN_VALUE;
    }

    private void adopted(Fact.Adopted adopted, Object memoryBefore, long now) {
        if (Replay.isByAnother(memoryBefore, adopted.origin()) && Replay.isRevival(memoryBefore)) {
            counted(tries + 1, now);
            delayedUntil = Long.MIN_VALUE; // the try that it was the wait for is made
        }
        everUnhealthySinceStart = false;
        if (adopted.origin() == Origin.RELOAD) {
            leaveHealth(now);
        }
        // Nobody watched while the daemon was gone, so that health proves nothing.
        healthySince = Long.MAX_VALUE;
        health = Health.UNKNOWN;
    }

    private void missed(Fact.RunsMissed missed, Object memoryBefore, long now) {
        int revivals = missed.runs() - (Replay.isRevival(memoryBefore) ? 0 : 1);
        for (int revival = 0; revival < revivals; revival++) {
            counted(tries + 1, now);
        }
        delayedUntil = revivals > 0 ? Long.MIN_VALUE : delayedUntil;
        intended = missed.last().number();
        leaveHealth(now);
    }

    private void wished(Wish wanted) {
        wish = Optional.of(wanted);
        parkedUntil = delayedUntil = Long.MIN_VALUE;
        if (wanted == Wish.UP) {
            attempts.forget();
            tries = 0;
        }
    }

    private void started(Fact.StartIntended start, long now) {
        intended = start.incarnation().number();
        permitted = false;
        delayChosen = false;
        leaveHealth(now);
        delayedUntil = Long.MIN_VALUE;
        if (start.purpose() == Purpose.RECOVERY) {
            counted(start.tries(), now);
        }
    }

    private void counted(int newTries, long now) {
        attempts.made(now);
        lastRecoveryStart = now;
        tries = newTries;
        provenSinceTry = 0;
    }

    private void judged(Health to, long now) {
        if (to != Health.HEALTHY) {
            leaveHealth(now);
        } else if (healthySince == Long.MAX_VALUE) {
            healthySince = now;
        }
        health = to;
        everUnhealthySinceStart |= to == Health.UNHEALTHY;
    }

    private void leaveHealth(long now) {
        if (healthySince != Long.MAX_VALUE) {
            provenSinceTry = Math.max(provenSinceTry, now - healthySince);
        }
        healthySince = Long.MAX_VALUE;
        health = Health.UNKNOWN;
    }

    private void forget() {
        wish = Optional.empty();
        incident = Optional.empty();
        attempts.forget();
        tries = 0;
        parkedUntil = delayedUntil = Long.MIN_VALUE;
    }

    // ---- promises that a single fact can break ----------------------------------------------------------------------------

    private void check(Fact fact, long now, RecoverPolicy policy) {
        switch (fact) {
            case Fact.StartIntended start -> checkStart(start, now, policy);
            case Fact.RungTaken taken -> checkRepair(taken, now, policy);
            case Fact.StopIntended stop -> checkStop(stop, now, policy);
            case Fact.RecoveryDelayed delayed -> checkDelay(delayed, now, policy);
            case Fact.IncidentOpened _ -> demand(incident.isEmpty(), "an incident opens while one is open");
            case Fact.IncidentRestored restored -> demandOpen(restored.incident());
            case Fact.IncidentRelapsed relapsed -> {
                demandOpen(relapsed.incident());
                demand(restoredAt.isPresent(), "relapsed without having been restored");
            }
            case Fact.IncidentClosed closed -> {
                demandOpen(closed.incident());
                boolean proven = restoredAt.isPresent()
                        && now - restoredAt.get() >= policy.stableNanos()
                        && health == Health.HEALTHY;
                demand(closed.closing() != Closing.HEALED || proven, "closed as healed before it was proven");
            }
            case Fact.Parked parked -> {
                demandOpen(parked.incident());
                demand(parkedUntil != Long.MIN_VALUE || useless || attempts.areUsedUp(policy, now), "parked with attempts left");
            }
            case Fact.AlertDecided decided -> alerts.check(decided, parkedUntil != Long.MIN_VALUE);
            case Fact.WishChanged _, Fact.Started _, Fact.StartFailed _, Fact.Adopted _, Fact.Ended _ -> {}
            case Fact.RunsMissed missed -> demand(
                    missed.last().number() - missed.runs() >= intended, "a run that was missed has the number of another");
            case Fact.StopNotProven _, Fact.HealthJudged _, Fact.CheckBlinded _, Fact.CheckSighted _, Fact.ReloadIntended _, Fact.ReloadEnded _ -> {}
            case Fact.Unparked unparked -> checkUnparked(unparked, now, policy);
            case Fact.RecoveryHeld _, Fact.RecoveryResumed _, Fact.Forgotten _, Fact.RivalsNoted _, Fact.Remarked _ -> {}
            case Fact.Diagnosed _, Fact.EvidenceKept _, Fact.RemedyEnded _, Fact.Proposed _ -> {}
            case Fact.Approved _, Fact.Acknowledged _, Fact.Pinned _, Fact.Unpinned _, Fact.Silenced _, Fact.Unsilenced _ -> {}
        }
    }

    private void checkRepair(Fact.RungTaken taken, long now, RecoverPolicy policy) {
        hopes.check(taken, now);
        if (taken.attempt().equals(Optional.of(Purpose.RECOVERY))) {
            boolean isProven = hopes.isProven(taken.rung()); // no backoff is begun for one that held
            demand(!attempts.areUsedUp(policy, now) && now >= delayedUntil, "a repair beyond its limit");
            boolean isFirst = tries == 0 || lastRecoveryStart == Long.MIN_VALUE || provenSinceTry >= policy.fadeNanos();
            demand(
                    isFirst || delayChosen || isProven || now - lastRecoveryStart >= policy.backoffNanos(),
                    "a repair without backoff that has not held before");
        }
    }

    private void checkUnparked(Fact.Unparked unparked, long now, RecoverPolicy policy) {
        demand(
                unparked.cause() != Closing.CAUSE_GONE || (hopes.isHopeless() && !useless && !attempts.areUsedUp(policy, now)),
                "no longer given up, though nothing is over or no attempt is left");
        demand(
                unparked.cause() != Closing.DEPENDENCY_BACK || !attempts.areUsedUpForLong(policy, now),
                "no longer given up, though hour or day have no attempt left");
    }

    private void checkStart(Fact.StartIntended start, long now, RecoverPolicy policy) {
        demand(start.incarnation().number() > intended, "an incarnation number is used twice");
        demand(!wish.equals(Optional.of(Wish.DOWN)), "started against the operator's stop");
        boolean recovery = start.purpose() == Purpose.RECOVERY;
        boolean slow = start.purpose() == Purpose.SLOW_RETRY;
        demand((!recovery && !slow) || incident.isPresent(), "a recovery start without an incident");
        demand(!recovery || permitted || !attempts.areUsedUp(policy, now), "more recovery starts in the window than allowed");
        demand(!recovery || now >= delayedUntil, "a recovery start inside its backoff");
        demand(!slow || now >= parkedUntil, "a slow retry before its time");
        if (recovery && lastRecoveryStart != Long.MIN_VALUE && tries > 0 && provenSinceTry < policy.fadeNanos()) {
            demand(delayChosen || start.tries() <= 1 || now - lastRecoveryStart >= policy.backoffNanos(), "a second try without backoff");
            demand(start.tries() == tries + 1, "tries are forgotten without proven health");
        }
    }

    private void checkStop(Fact.StopIntended stop, long now, RecoverPolicy policy) {
        boolean recovery = stop.purpose() == Purpose.RECOVERY;
        demand(!recovery || !attempts.areUsedUp(policy, now), "stopped for recovery with no attempts left");
        boolean repair = stop.purpose() == Purpose.RECOVERY || stop.purpose() == Purpose.SLOW_RETRY;
        demand(!repair || blamed || everUnhealthySinceStart, "stopped for recovery without ever having been judged unhealthy");
        demand(!repair || incident.isPresent(), "stopped for recovery without an incident");
        demand(stop.purpose() != Purpose.SLOW_RETRY || now >= parkedUntil, "a slow retry before its time");
        demand(stop.purpose() != Purpose.RECOVERY || now >= delayedUntil, "stopped for recovery inside its backoff");
    }

    private void checkDelay(Fact.RecoveryDelayed delayed, long now, RecoverPolicy policy) {
        demandOpen(delayed.incident());
        if (policy.spacingNanos() > 0) {
            return;
        }
        boolean fades = provenSinceTry >= policy.fadeNanos();
        demand(tries > 0 && !fades, "the first try must be made at once");
        long grown = Math.min(policy.backoffNanosMax(), policy.backoffNanos() << Math.min(tries - 1, 20));
        long most = grown + grown * policy.jitterPercent() / 100;
        demand(
                delayed.delayNanos() >= grown && delayed.delayNanos() <= most,
                "a backoff of " + delayed.delayNanos() + " where " + grown + " to " + most + " was due at " + now);
    }

    private void demandOpen(long id) {
        demand(incident.equals(Optional.of(id)), "a fact of incident " + id + ", but " + incident + " is open");
    }

    static void demand(boolean kept, String promise) {
        if (!kept) {
            throw new Violation(promise);
        }
    }
}
