package holdfast.supervisor;

import holdfast.model.Fact;
import holdfast.model.Fleet;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.model.Status;
import holdfast.recovery.Budget;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All that is known and wanted. Immutable; the next one comes from [Supervisor#decide].
///
/// Invariants: one state per service of the fleet, in its order; numbers only grow, so no answer is ever taken for another's.
///
/// Threading: any (owned by the loop, readable by everybody).
public final class World {
    private final Fleet fleet;
    private final ServiceState[] services;
    private final Map<ServiceId, Memory> absent;
    private final long nextNumber;
    private final long nextIncident;
    private final long chance;
    private final Fitness observer;
    private final Budget budget;

    World(
            Fleet fleet,
            ServiceState[] services,
            Map<ServiceId, Memory> absent,
            long nextNumber, long nextIncident, long chance, Fitness observer, Budget budget) {
        this.fleet = fleet;
        this.services = services;
        this.absent = absent;
        this.nextNumber = nextNumber;
        this.nextIncident = nextIncident;
        this.chance = chance;
        this.observer = observer;
        this.budget = budget;
    }

    /// The world after a start of Holdfast: what the journal tells, and the first questions to the operating system. Nothing is
    /// started or stopped before they are answered.
    ///
    /// @param facts of this and earlier lives, oldest first; those of services that are not configured are kept for the day they
    ///     are again
    /// @param seed for jitter and spreading; the same seed, facts and events give the same decisions
    public static Decision begin(Fleet fleet, List<Stamped> facts, long seed, long nowNanos) {
        Map<ServiceId, Memory> memories = new TreeMap<>();
        long lastIncident = 0;
        Budget budget = Budget.UNSPENT;
        for (Stamped stamped : facts) {
            Fact fact = stamped.fact();
            Memory memory = memories.getOrDefault(fact.service(), Memory.BLANK);
            memories.put(fact.service(), memory.apply(fact, stamped.atNanos()));
            budget = budget.and(fact, stamped.atNanos());
            if (fact instanceof Fact.IncidentOpened opened) {
                lastIncident = Math.max(lastIncident, opened.incident());
            }
        }
        var states = new ArrayList<ServiceState>(fleet.size());
        for (int i = 0; i < fleet.size(); i++) {
            var spec = fleet.service(i);
            Memory memory = memories.remove(spec.id());
            states.add(Observing.unseen(spec, memory == null ? Memory.BLANK : memory, nowNanos));
        }
        var world = new World(fleet, states.toArray(ServiceState[]::new), Collections.unmodifiableMap(memories), 1, lastIncident + 1, seed, Fitness.FIT, budget);
        var turn = new Turn(world, nowNanos);
        for (int i = 0; i < fleet.size(); i++) {
            Observing.begin(turn, i);
        }
        return Supervisor.settle(turn);
    }

    public Fleet fleet() {
        return fleet;
    }

    /// A picture for people.
    public Status status(long nowNanos) {
        return StatusView.of(this, nowNanos);
    }

    ServiceState state(int index) {
        return services[index];
    }

    ServiceState[] states() {
        return services.clone();
    }

    /// What is written down of services that are not configured.
    Map<ServiceId, Memory> absent() {
        return absent;
    }

    long nextNumber() {
        return nextNumber;
    }

    long nextIncident() {
        return nextIncident;
    }

    long chance() {
        return chance;
    }

    Fitness observer() {
        return observer;
    }

    Budget budget() {
        return budget;
    }
}
