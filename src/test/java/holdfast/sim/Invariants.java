package holdfast.sim;

import holdfast.model.Command;
import holdfast.model.Fact;
import holdfast.model.Fleet;
import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Stamped;
import holdfast.supervisor.Decision;
import holdfast.supervisor.Replay;
import holdfast.supervisor.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static holdfast.sim.Ledger.demand;

/// The promises, checked after every event. Those that a single fact can break are in [Ledger]; here are those that need the
/// truth of the machine, the graph, or the commands.
final class Invariants {
    private final Machine machine;
    private final Map<ServiceId, Ledger> ledgers = new HashMap<>();
    /// Facts were lost with a full disk: the journal no longer tells the whole truth, and promises that rest on it are off.
    private boolean lossy;

    Invariants(Machine machine) {
        this.machine = machine;
    }

    private Ledger ledger(ServiceId id) {
        return ledgers.computeIfAbsent(id, _ -> new Ledger());
    }

    /// The daemon is gone; what it had not written yet is lost with it.
    void daemonDied(boolean factsLost) {
        lossy |= factsLost;
    }

    /// The daemon reads its journal again: so does the book.
    void rereads(List<Stamped> journal) {
        ledgers.clear();
        for (Stamped stamped : journal) {
            ledger(stamped.fact().service()).note(stamped.fact(), stamped.atNanos(), Optional.empty());
        }
    }

    void verify(Decision decision, long now) {
        World world = decision.world();
        for (Fact fact : decision.facts()) {
            var index = world.fleet().index(fact.service());
            demand(index.isPresent(), "a fact of a service that is not configured: " + fact);
            ServiceSpec spec = world.fleet().service(index.getAsInt());
            ledger(fact.service()).blamed = !world.fleet().accusers(index.getAsInt()).isEmpty();
            ledger(fact.service()).useless = Replay.isUseless(world, index.getAsInt());
            ledger(fact.service()).note(fact, now, lossy ? Optional.empty() : Optional.of(spec.recover()));
        }
        for (Fact fact : decision.facts()) {
            int index = world.fleet().index(fact.service()).orElseThrow();
            demand(
                    ledger(fact.service()).memory.equals(Replay.memory(world, index)),
                    "the durable half of " + fact.service() + " is not what its facts say");
        }
        for (Command command : decision.commands()) {
            verify(command, decision, now);
        }
    }

    private void verify(Command command, Decision decision, long now) {
        World world = decision.world();
        int index = world.fleet().index(command.service()).orElseThrow();
        switch (command) {
            case Command.StartProcess start -> verifyStart(start, decision, index);
            case Command.StopProcess stop -> verifyStop(stop, index, world);
            case Command.Wake wake -> demand(wake.atNanos() > now, "an alarm in the past");
            case Command.RunProbe _, Command.ObserveProcess _, Command.Examine _, Command.ApplyRemedy _ -> {}
            case Command.ReloadProcess _ -> {} // see Renewals
        }
        boolean acts = command instanceof Command.StartProcess
                || command instanceof Command.StopProcess
                || command instanceof Command.ReloadProcess;
        demand(!acts || !world.fleet().service(index).isWatched(), "a watched service is acted upon");
    }

    private void verifyStart(Command.StartProcess start, Decision decision, int index) {
        World world = decision.world();
        Machine.Main main = machine.place(start.service()).main;
        demand(lossy || main == null || main.byHand || machine.place(start.service()).isKept, "two incarnations: " + start + " while one lives");
        Optional<Fact.StartIntended> intention = decision.facts().stream()
                .filter(Fact.StartIntended.class::isInstance)
                .map(Fact.StartIntended.class::cast)
                .filter(fact -> fact.service().equals(start.service())
                        && fact.incarnation().equals(start.incarnation()))
                .findFirst();
        demand(intention.isPresent(), "a start without its fact");
        for (int need : world.fleet().needs(index)) {
            demand(Replay.isAvailable(world, need), "started before what it needs serves");
        }
        demand(Replay.isWanted(world, index), "started though nobody wants it");
    }

    private void verifyStop(Command.StopProcess stop, int index, World world) {
        Machine.Main main = machine.place(stop.service()).main;
        demand(
                lossy || main == null || main.byHand || machine.place(stop.service()).isKept || main.incarnation == stop.incarnation().number(),
                "a stop aims at another incarnation than the one that lives");
        demand(ledger(stop.service()).stopPending, "a stop without its fact");
        if (!Replay.isWanted(world, index)) {
            for (int dependant : world.fleet().dependants(index)) {
                boolean first = !Replay.isWanted(world, dependant) && Replay.isRunning(world, dependant);
                demand(!first, "stopped before what needs it and is to stop as well");
            }
        }
    }

    // ---- at the end -------------------------------------------------------------------------------------------------------

    /// Everything wanted is healthy or given up for good, everything unwanted is gone.
    boolean isSettled(World world) {
        return unsettled(world).isEmpty();
    }

    void settled(World world) {
        unsettled(world).ifPresent(what -> {
            throw new Violation("faults are over, but this never settled: " + what);
        });
    }

    private static Optional<String> unsettled(World world) {
        Fleet fleet = world.fleet();
        for (int i = 0; i < fleet.size(); i++) {
            if (!isSettled(world, i)) {
                return Optional.of(Replay.describe(world, i));
            }
        }
        return Optional.empty();
    }

    private static boolean isSettled(World world, int i) {
        ServiceSpec spec = world.fleet().service(i);
        if (Replay.isDeparting(world, i)) {
            return Replay.isDown(world, i) || spec.isWatched();
        }
        if (Replay.isReloading(world, i)) {
            return false;
        }
        if (!spec.isWatched() && !Replay.isWanted(world, i)) {
            return Replay.isDown(world, i) && Replay.incident(world, i).isEmpty();
        }
        if (Replay.health(world, i) == Health.HEALTHY && Replay.incident(world, i).isEmpty()) {
            return true;
        }
        if (Replay.hold(world, i).filter(Invariants::isPersons).isPresent()) {
            return true;
        }
        boolean givenUp = Replay.isParked(world, i) && spec.recover().cooldownNanos() == Long.MAX_VALUE;
        return givenUp || waitsForNeed(world, i);
    }

    /// It is in a person's hands.
    private static boolean isPersons(Hold.Kind kind) {
        return kind == Hold.Kind.PINNED || kind == Hold.Kind.OBSERVING || kind == Hold.Kind.APPROVAL;
    }

    /// It cannot come up before something that is itself settled otherwise: stopped by an operator, or given up.
    private static boolean waitsForNeed(World world, int i) {
        for (int need : world.fleet().needs(i)) {
            if (!Replay.isAvailable(world, need) && isSettled(world, need)) {
                return Replay.isDown(world, i) || Replay.isHeld(world, i) || Replay.health(world, i) == Health.DEGRADED;
            }
        }
        return false;
    }

    /// The journal alone gives the durable half back.
    void replayed(List<Stamped> journal, List<Stamped> backlog, World world) {
        for (int i = 0; i < world.fleet().size(); i++) {
            ServiceId id = world.fleet().service(i).id();
            if (backlog.isEmpty()) {
                demand(
                        Replay.memory(journal, id).equals(Replay.memory(world, i)),
                        "replay of the journal gives another " + id);
            }
        }
    }
}
