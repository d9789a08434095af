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
import java.util.HashMap;
import java.util.Map;

import static holdfast.sim.Ledger.demand;

/// Two promises about seeing: nothing is called unhealthy on less evidence than configured, and what hangs is called so in time.
final class Watchfulness {
    private final Machine machine;
    private final boolean answersAreReliable;
    private final Map<CheckId, Long> asked = new HashMap<>();
    private final Map<CheckId, Integer> failures = new HashMap<>();
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
    }

    /// Before the core decides.
    void heard(Event event) {
        reloaded = event instanceof Event.FleetChanged;
        if (event instanceof Event.ProbeFinished finished && asked.getOrDefault(finished.check(), 0L) == finished.probe()) {
            Outcome outcome = finished.result().outcome();
            if (outcome == Outcome.FAIL) {
                failures.merge(finished.check(), 1, Integer::sum);
            } else if (outcome == Outcome.PASS) {
                failures.remove(finished.check());
            }
        }
    }

    void verify(Decision decision, long now) {
        if (reloaded) {
            askedAnewAt = now; // other checks know nothing yet
        }
        World world = decision.world();
        for (Fact fact : decision.facts()) {
            switch (fact) {
                case Fact.HealthJudged judged -> judged(judged, world.fleet());
                case Fact.Started started -> served.put(started.service(), false);
                case Fact.Adopted adopted -> served.put(
                        adopted.service(),
                        !Replay.isInStartGrace(
                                world, world.fleet().index(adopted.service()).orElseThrow()));
                case Fact.ReloadIntended reload -> {
                    reloading.put(reload.service(), served.getOrDefault(reload.service(), true));
                    served.put(reload.service(), false);
                }
                case Fact.ReloadEnded ended -> reloadEnded(ended);
                case Fact.RemedyEnded ended -> rejudgedAt.put(ended.service(), now);
                case Fact.RecoveryResumed resumed -> rejudgedAt.put(resumed.service(), now);
                default -> {}
            }
        }
        for (Command command : decision.commands()) {
            if (command instanceof Command.RunProbe probe) {
                asked.put(probe.check(), probe.probe());
            }
        }
        for (int i = 0; answersAreReliable && i < world.fleet().size(); i++) {
            verifySeen(world, i, now);
        }
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
        if (judged.to() != Health.UNHEALTHY || !served.getOrDefault(judged.service(), true)) {
            return; // a start grace that ran out needs no three failures
        }
        CheckId id = judged.check().orElseThrow();
        ServiceSpec spec = fleet.service(fleet.index(judged.service()).orElseThrow());
        CheckSpec check = spec.checks().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
        demand(failures.getOrDefault(id, 0) >= check.failAfter(), "called unhealthy on too little evidence");
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
