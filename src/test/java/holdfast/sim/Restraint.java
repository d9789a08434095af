package holdfast.sim;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Fact.Purpose;
import holdfast.model.Fleet;
import holdfast.model.HostPolicy;
import holdfast.model.LadderSpec;
import holdfast.model.Limits;
import holdfast.model.Remedy;
import holdfast.model.Rung;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Stamped;
import holdfast.supervisor.Decision;
import holdfast.supervisor.Replay;
import holdfast.supervisor.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static holdfast.sim.Ledger.demand;

/// The promises about what is *not* done: no measure without a close look, against a person's word, beyond the host's budget, in
/// doubt of ourselves, beside another one in the same chain, or down the ladder.
final class Restraint {
    private final Machine machine;
    private final Map<ServiceId, Long> pinnedUntil = new HashMap<>();
    private final Map<ServiceId, Long> silencedUntil = new HashMap<>();
    private final Map<ServiceId, List<Rung>> taken = new HashMap<>();
    private final Map<ServiceId, Fact.Proposed> proposed = new HashMap<>();
    private final Map<ServiceId, Fact.Proposed> approved = new HashMap<>();
    private final Set<ServiceId> parked = new HashSet<>();
    private final Set<Long> examined = new HashSet<>();
    private final List<Long> host = new ArrayList<>();
    private long unfitUntil = Long.MIN_VALUE;
    private final Renewals renewals;
    private final Crowd crowd = new Crowd();
    private boolean lossy;

    Restraint(Machine machine) {
        this.machine = machine;
        this.renewals = new Renewals(machine);
    }

    void daemonDied(boolean factsLost) {
        lossy |= factsLost;
        renewals.daemonDied(factsLost);
        unfitUntil = Long.MIN_VALUE;
    }

    void rereads(List<Stamped> journal) {
        renewals.rereads(journal);
        crowd.rereads();
        pinnedUntil.clear();
        silencedUntil.clear();
        taken.clear();
        proposed.clear();
        approved.clear();
        parked.clear();
        host.clear();
        journal.forEach(stamped -> note(stamped.fact(), stamped.atNanos()));
    }

    /// Before the core decides.
    void heard(Event event, long now) {
        if (event instanceof Event.ObserverJudged judged) {
            unfitUntil = judged.fit() ? Long.MIN_VALUE : now + Limits.OBSERVER_WORD_NANOS;
        }
    }

    void verify(Decision decision, long now) {
        renewals.verify(decision);
        for (Command command : decision.commands()) {
            if (command instanceof Command.Examine examine) {
                examined.add(examine.incident());
            }
        }
        for (Fact fact : decision.facts()) {
            if (!lossy) {
                check(fact, decision, now);
            }
            note(fact, now);
        }
        for (Command command : decision.commands()) {
            if (!lossy) {
                check(command, decision);
            }
        }
    }

    private void check(Fact fact, Decision decision, long now) {
        switch (fact) {
            case Fact.RungTaken rung -> {
                checkRung(rung, decision.world(), now);
                crowd.check(rung, decision, now);
            }
            case Fact.StopIntended stop when isRepair(stop.purpose()) -> {
                demand(
                        decision.facts().stream()
                                .anyMatch(each -> each instanceof Fact.RungTaken rung && rung.service().equals(stop.service())),
                        "stopped for a repair that has no name");
                demand(now >= pinnedUntil.getOrDefault(stop.service(), Long.MIN_VALUE), "stopped although pinned");
            }
            case Fact.StopIntended stop -> demand(
                    stop.purpose() != Purpose.CONFIGURATION
                            || now >= pinnedUntil.getOrDefault(stop.service(), Long.MIN_VALUE),
                    "an edit is put into effect although it is pinned");
            case Fact.AlertDecided alert -> demand(
                    alert.kind() == Fact.AlertKind.RECOVERED
                            || alert.kind() == Fact.AlertKind.SELF_HEALED
                            || now >= silencedUntil.getOrDefault(alert.service(), Long.MIN_VALUE),
                    "told although silenced");
            case Fact _ -> {}
        }
    }

    private void checkRung(Fact.RungTaken rung, World world, long now) {
        Fleet fleet = world.fleet();
        int i = fleet.index(rung.service()).orElseThrow();
        ServiceSpec spec = fleet.service(i);
        HostPolicy policy = fleet.host();
        long spent = host.stream().filter(at -> now - at <= policy.windowNanos()).count();
        demand(spent < policy.starts(), "beyond the budget of the host");
        demand(now >= pinnedUntil.getOrDefault(rung.service(), Long.MIN_VALUE), "a measure against a pin");
        demand(now >= unfitUntil, "a measure in doubt of ourselves");
        LadderSpec ladder = spec.ladder();
        demand(ladder.mode() != LadderSpec.Mode.OBSERVE, "a measure in mode observe");
        demand(ladder.mode() != LadderSpec.Mode.PROPOSE || isApproved(rung), "a measure that nobody approved");
        demand(ladder.has(rung.rung()), "a measure that is not allowed");
        demand(examined.contains(rung.incident()), "a measure without a look");
        for (int need : fleet.needs(i)) {
            demand(Replay.isAvailable(world, need), "a measure although a need does not serve");
        }
        for (int k = 0; k < fleet.size(); k++) {
            boolean related = k != i && (fleet.isBelow(k, i) || fleet.isBelow(i, k));
            demand(!related || !Replay.isBeingRepaired(world, k), "two measures in one chain");
        }
        List<Rung> before = taken.getOrDefault(rung.service(), List.of());
        if (rung.rung() == Rung.REPAIR) {
            demand(!before.contains(Rung.REPAIR) || parked.contains(rung.service()), "the same repair again");
        } else {
            demand(
                    !Replay.isUseless(world, i) || parked.contains(rung.service()),
                    "a restart that cannot help, and no slow retry");
            checkStep(rung.rung(), before, ladder);
        }
        if (rung.rung() instanceof Rung.Own) {
            demand(!before.contains(rung.rung()), "the same measure of its own again");
            demand(!Replay.isUseless(world, i), "a measure of its own where no start can help");
        }
        demand(Replay.isWanted(world, i), "a measure although nobody wants it up");
    }

    /// Up, or back to the highest restart once there is nothing above.
    private static void checkStep(Rung rung, List<Rung> before, LadderSpec ladder) {
        List<Rung> steps = ladder.rungs();
        boolean isHighest = rung.isRestart() && steps.subList(steps.indexOf(rung) + 1, steps.size()).stream().noneMatch(Rung::isRestart);
        before.forEach(earlier -> demand(isHighest || steps.indexOf(earlier) <= steps.indexOf(rung), "down the ladder"));
    }

    private boolean isApproved(Fact.RungTaken rung) {
        Fact.Proposed word = approved.get(rung.service());
        return word != null && word.rung().equals(rung.rung()) && word.what().equals(rung.what());
    }

    private void check(Command command, Decision decision) {
        World world = decision.world();
        switch (command) {
            case Command.ApplyRemedy apply -> {
                int i = world.fleet().index(apply.service()).orElseThrow();
                demand(Replay.isAtRest(world, i) && Replay.isWanted(world, i), "mended while it starts, stops, or is to be down");
                boolean needsStop = apply.remedy() instanceof Remedy.ClearCaches
                        || apply.remedy() instanceof Remedy.RestoreDatabase
                        || apply.remedy() instanceof Remedy.FreePort;
                Machine.Main main = machine.place(apply.service()).main;
                boolean kept = machine.place(apply.service()).isKept;
                demand(!needsStop || main == null || main.byHand || kept, "mended under a running process");
            }
            case Command.StartProcess start -> demand(
                    !Replay.isApplying(world, world.fleet().index(start.service()).orElseThrow()), "started while it is being mended");
            case Command _ -> {}
        }
    }

    private static boolean isRepair(Purpose purpose) {
        return purpose == Purpose.RECOVERY || purpose == Purpose.SLOW_RETRY;
    }

    private void note(Fact fact, long now) {
        crowd.note(fact, now);
        switch (fact) {
            case Fact.Pinned pinned -> pinnedUntil.put(pinned.service(), until(now, pinned.forNanos()));
            case Fact.Unpinned unpinned -> pinnedUntil.remove(unpinned.service());
            case Fact.Silenced silenced -> silencedUntil.put(silenced.service(), until(now, silenced.forNanos()));
            case Fact.Unsilenced unsilenced -> silencedUntil.remove(unsilenced.service());
            case Fact.Proposed asked -> {
                approved.remove(asked.service());
                proposed.put(asked.service(), asked);
            }
            case Fact.Approved word -> approved.put(word.service(), proposed.get(word.service()));
            case Fact.RungTaken rung -> {
                host.add(now);
                approved.remove(rung.service());
                taken.computeIfAbsent(rung.service(), _ -> new ArrayList<>()).add(rung.rung());
            }
            case Fact.Parked given -> parked.add(given.service());
            case Fact.Unparked back -> parked.remove(back.service());
            case Fact.WishChanged changed -> parked.remove(changed.service());
            case Fact.IncidentClosed closed -> {
                taken.remove(closed.service());
                approved.remove(closed.service());
            }
            case Fact.Forgotten gone -> {
                parked.remove(gone.service());
                pinnedUntil.remove(gone.service());
                silencedUntil.remove(gone.service());
            }
            case Fact _ -> {}
        }
    }

    private static long until(long now, long span) {
        return span >= Long.MAX_VALUE - Math.max(0, now) ? Long.MAX_VALUE : now + span;
    }
}
