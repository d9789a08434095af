package holdfast.sim;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Fleet;
import holdfast.model.Health;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.supervisor.Decision;
import holdfast.supervisor.Replay;
import holdfast.supervisor.World;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import static holdfast.sim.Ledger.demand;

/// Promises about seeing: nothing is called unhealthy on less evidence than configured; what hangs is called so in time, and what
/// comes and goes with the answer that makes it too many.
final class Watchfulness {
    private final Machine machine;
    private final boolean answersAreReliable;
    private final Map<CheckId, Long> asked = new HashMap<>();
    private final Map<CheckId, Integer> failures = new HashMap<>();
    /// Passes and failures, the newest first.
    private final Map<CheckId, Deque<Outcome>> answers = new HashMap<>();
    /// How many of these came since it may have been judged anew.
    private final Map<CheckId, Integer> sinceAnew = new HashMap<>();
    private Optional<CheckId> failed = Optional.empty();
    private final Map<ServiceId, Boolean> served = new HashMap<>();
    /// Whether it had answered before the reload that is under way.
    private final Map<ServiceId, Boolean> reloading = new HashMap<>();
    private final Map<ServiceId, Long> rejudgedAt = new HashMap<>();
    private long askedAnewAt;
    private boolean reloaded;

    Watchfulness(Machine machine, Faults faults) {
        this.machine = machine;
        this.answersAreReliable = !faults.lostAnswers() && !faults.lateAnswers() && !faults.probeErrors();
    }

    void daemonDied() {
        asked.clear();
        failures.clear();
        answers.clear();
        sinceAnew.clear();
    }

    /// It takes as long as ever until what hangs is noticed, counted from here.
    void clockJumped(long now) {
        askedAnewAt = now;
    }

    /// Before the core decides.
    void heard(Event event) {
        reloaded = event instanceof Event.FleetChanged;
        failed = Optional.empty();
        if (event instanceof Event.ProbeFinished finished && asked.getOrDefault(finished.check(), 0L) == finished.probe()) {
            Outcome outcome = finished.result().outcome();
            if (outcome == Outcome.FAIL) {
                failures.merge(finished.check(), 1, Integer::sum);
                remember(finished.check(), outcome);
                failed = Optional.of(finished.check());
            } else if (outcome == Outcome.PASS) {
                failures.remove(finished.check());
                remember(finished.check(), outcome);
            }
        }
    }

    private void remember(CheckId check, Outcome outcome) {
        answers.computeIfAbsent(check, _ -> new ArrayDeque<>()).addFirst(outcome);
        sinceAnew.merge(check, 1, Integer::sum);
    }

    private void forget(ServiceId service) {
        sinceAnew.keySet().removeIf(check -> check.service().equals(service));
    }

    private boolean failedTooOften(CheckSpec check, int of) {
        long lately = answers.getOrDefault(check.id(), new ArrayDeque<>()).stream()
                .limit(Math.min(of, 2 * check.failAfter() - 1))
                .filter(outcome -> outcome == Outcome.FAIL)
                .count();
        return lately >= check.failAfter();
    }

    void verify(Decision decision, long now) {
        if (reloaded) {
            askedAnewAt = now; // other checks know nothing yet
            sinceAnew.clear();
        }
        World world = decision.world();
        for (Fact fact : decision.facts()) {
            switch (fact) {
                case Fact.HealthJudged judged -> judged(judged, world.fleet());
                case Fact.Started started -> {
                    served.put(started.service(), false);
                    forget(started.service());
                }
                case Fact.Adopted adopted -> {
                    int index = world.fleet().index(adopted.service()).orElseThrow();
                    served.put(adopted.service(), !Replay.isInStartGrace(world, index));
                    forget(adopted.service());
                }
                case Fact.ReloadIntended reload -> {
                    reloading.put(reload.service(), served.getOrDefault(reload.service(), true));
                    served.put(reload.service(), false);
                    forget(reload.service());
                }
                case Fact.ReloadEnded ended -> reloadEnded(ended);
                case Fact.RemedyEnded ended -> rejudged(ended.service(), now);
                case Fact.RecoveryResumed resumed -> rejudged(resumed.service(), now);
                default -> {}
            }
        }
        for (Command command : decision.commands()) {
            if (command instanceof Command.RunProbe probe) {
                asked.put(probe.check(), probe.probe());
            }
        }
        failed.ifPresent(check -> verifyFlapping(world, check));
        for (int i = 0; answersAreReliable && i < world.fleet().size(); i++) {
            verifySeen(world, i, now);
        }
    }

    private void rejudged(ServiceId service, long now) {
        rejudgedAt.put(service, now);
        forget(service);
    }

    /// In its grace failures were not counted. One that ran out needs no three of them, as after a start.
    private void reloadEnded(Fact.ReloadEnded ended) {
        Boolean before = reloading.remove(ended.service());
        if (before == null) {
            return; // asked for, and not begun
        }
        switch (ended.result()) {
            case GOOD -> served.put(ended.service(), true);
            case FAILED, REFUSED -> served.put(ended.service(), before);
            case NOT_PROVEN, LOST, DIED, OVERTAKEN -> {}
        }
    }

    private void judged(Fact.HealthJudged judged, Fleet fleet) {
        if (judged.to() == Health.HEALTHY || judged.to() == Health.DEGRADED) {
            served.put(judged.service(), true);
        }
        if (judged.to() != Health.UNHEALTHY) {
            return;
        }
        if (!served.getOrDefault(judged.service(), true)) {
            forget(judged.service());
            return; // a start grace that ran out needs no three failures
        }
        CheckId id = judged.check().orElseThrow();
        ServiceSpec spec = fleet.service(fleet.index(judged.service()).orElseThrow());
        CheckSpec check = spec.checks().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
        boolean isHanging = failures.getOrDefault(id, 0) >= check.failAfter();
        demand(isHanging || failedTooOften(check, Integer.MAX_VALUE), "called unhealthy on too little evidence");
    }

    /// What fails every second time never fails in a row.
    private void verifyFlapping(World world, CheckId id) {
        var index = world.fleet().index(id.service());
        boolean answered = served.getOrDefault(id.service(), true);
        if (index.isEmpty() || !answered || !Replay.isJudged(world, index.getAsInt())) {
            sinceAnew.remove(id);
            return;
        }
        for (CheckSpec check : world.fleet().service(index.getAsInt()).checks()) {
            if (!check.id().equals(id) || check.role() != CheckSpec.Role.ALIVE) {
                continue;
            }
            boolean isBad = failedTooOften(check, sinceAnew.getOrDefault(id, 0));
            demand(!isBad || Replay.health(world, index.getAsInt()) == Health.UNHEALTHY, id + " comes and goes, and nobody noticed");
            if (failures.getOrDefault(id, 0) >= check.failAfter()) {
                sinceAnew.remove(id); // an outage that is over is no flapping
            }
        }
    }

    /// A process that has hung for longer than its checks need is known to be unhealthy.
    private void verifySeen(World world, int i, long now) {
        ServiceSpec spec = world.fleet().service(i);
        Machine.Main main = machine.place(spec.id()).main;
        if (main == null || main.hungAt == 0 || !Replay.isUpSinceBefore(world, i, main.hungAt, main.incarnation)) {
            return;
        }
        CheckSpec check = spec.checks().getFirst();
        long needed = check.everyNanos()
                + check.failAfter() * Math.max(check.timeoutNanos(), check.recheckNanos())
                + check.timeoutNanos()
                + Dice.SECOND;
        demand(
                now - evidenceSince(spec.id(), main.hungAt) <= needed || Replay.health(world, i) == Health.UNHEALTHY,
                spec.id() + " has hung for " + (now - main.hungAt) + " ns and nobody noticed");
    }

    private long evidenceSince(ServiceId id, long hungAt) {
        return Math.max(Math.max(hungAt, askedAnewAt), rejudgedAt.getOrDefault(id, 0L));
    }
}
