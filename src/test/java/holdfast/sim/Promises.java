package holdfast.sim;

import holdfast.model.Event;
import holdfast.model.Stamped;
import holdfast.supervisor.Decision;
import holdfast.supervisor.World;
import java.util.List;

/// All that is held against the core in one schedule.
final class Promises {
    private final Invariants invariants;
    private final Watchfulness watchfulness;
    private final Restraint restraint;
    private final Foretold foretold = new Foretold();

    Promises(Machine machine, Faults faults) {
        invariants = new Invariants(machine);
        watchfulness = new Watchfulness(machine, faults);
        restraint = new Restraint(machine);
    }

    /// Before the core decides.
    void heard(Event event, long now) {
        watchfulness.heard(event);
        restraint.heard(event, now);
    }

    void decided(World before, Event event, Decision decision, long now) {
        foretold.verify(before, event, decision, now);
    }

    /// Of a turn, or of a daemon's begin.
    void verify(Decision decision, long now) {
        invariants.verify(decision, now);
        watchfulness.verify(decision, now);
        restraint.verify(decision, now);
    }

    void clockJumped(long now) {
        watchfulness.clockJumped(now);
    }

    /// @param factsLost some had not been written yet
    void daemonDied(boolean factsLost) {
        invariants.daemonDied(factsLost);
        restraint.daemonDied(factsLost);
        watchfulness.daemonDied();
    }

    void rereads(List<Stamped> journal) {
        invariants.rereads(journal);
        restraint.rereads(journal);
    }

    boolean isSettled(World world) {
        return invariants.isSettled(world);
    }

    /// At the end, when all faults have been over for long.
    void settled(World world, List<Stamped> journal, List<Stamped> backlog) {
        invariants.settled(world);
        invariants.replayed(journal, backlog, world);
    }
}
