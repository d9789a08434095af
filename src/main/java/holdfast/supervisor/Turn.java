package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Fleet;
import holdfast.model.Limits;
import holdfast.model.ServiceId;
import holdfast.recovery.Budget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// One event being worked through: a private copy of the world, and what is decided on the way. Lives for one call of
/// [Supervisor#decide]; nothing outside ever sees it half done.
final class Turn {
    private final Fleet fleet;
    private final ServiceState[] services;
    /// As the neighbours last saw them.
    private final ServiceState[] announced;
    private final Map<ServiceId, Memory> absent;
    private final long nowNanos;
    private final List<Fact> facts = new ArrayList<>();
    private final List<Command> commands = new ArrayList<>();
    private final ArrayDeque<Integer> unsettled = new ArrayDeque<>();
    private long nextNumber;
    private long nextIncident;
    private long chance;
    private Fitness observer;
    private Budget budget;

    Turn(World world, long nowNanos) {
        this(world, world.fleet(), world.states(), world.absent(), nowNanos);
    }

    /// For a turn that changes the fleet itself; `services` in the order of the new fleet.
    Turn(World world, Fleet fleet, ServiceState[] services, Map<ServiceId, Memory> absent, long nowNanos) {
        this.fleet = fleet;
        this.services = services;
        this.announced = services.clone();
        this.absent = absent;
        this.nowNanos = nowNanos;
        this.nextNumber = world.nextNumber();
        this.nextIncident = world.nextIncident();
        this.chance = world.chance();
        this.observer = world.observer();
        this.budget = world.budget();
    }

    long now() {
        return nowNanos;
    }

    Fleet fleet() {
        return fleet;
    }

    OptionalInt index(ServiceId id) {
        return fleet.index(id);
    }

    ServiceState at(int index) {
        return services[index];
    }

    void put(int index, ServiceState state) {
        services[index] = state;
    }

    void life(int index, Life next) {
        services[index] = services[index].withLife(next, nowNanos);
    }

    Budget budget() {
        return budget;
    }

    /// How fit Holdfast itself is to judge.
    Fitness observer() {
        return observer;
    }

    void judgeObserver(Event.ObserverJudged judged) {
        boolean was = observer.isFit(nowNanos);
        observer = judged.fit() ? Fitness.FIT : new Fitness(Optional.of(judged.reason()), nowNanos + Limits.OBSERVER_WORD_NANOS);
        if (was != judged.fit()) {
            for (int i = 0; i < services.length; i++) {
                unsettle(i);
            }
        }
    }

    /// Writes a fact down; the memory of its service follows at once.
    void emit(int index, Fact fact) {
        facts.add(fact);
        budget = budget.and(fact, nowNanos);
        services[index] = services[index].withMemory(services[index].memory().apply(fact, nowNanos));
    }

    void send(Command command) {
        commands.add(command);
    }

    long number() {
        return nextNumber++;
    }

    long incident() {
        return nextIncident++;
    }

    /// The next chance, uniform in 0 (included) to 1 (excluded): SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
    double chance() {
        chance += 0x9E3779B97F4A7C15L;
        long mixed = chance;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return (mixed >>> 11) * 0x1.0p-53;
    }

    /// Has the neighbours of a service looked at, if what they go by has changed since they last were: dependants go by whether
    /// it serves, and what it needs goes by whether it is still there.
    void announce(int index) {
        ServiceState now = services[index];
        if (announced[index].isAvailable() != now.isAvailable()) {
            fleet.dependants(index).forEach(this::unsettle);
        }
        if (announced[index].isPresent() != now.isPresent()) {
            fleet.needs(index).forEach(this::unsettle);
        }
        announced[index] = now;
    }

    /// Look at this service again before the turn ends.
    void unsettle(int index) {
        if (!unsettled.contains(index)) {
            unsettled.add(index);
        }
    }

    OptionalInt nextUnsettled() {
        Integer index = unsettled.poll();
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    Decision decision() {
        return new Decision(new World(fleet, services, absent, nextNumber, nextIncident, chance, observer, budget), facts, commands);
    }
}
