package bench.decide;

import holdfast.model.Event;
import holdfast.supervisor.Decision;
import holdfast.supervisor.Supervisor;
import holdfast.supervisor.World;
import java.util.List;
import java.util.function.Supplier;

/// One decision after another, in a fleet that is probed, crashes now and then and is started again.
public final class Decisions implements Supplier<Decision> {
    private final Surroundings surroundings = new Surroundings();
    private World world;

    public Decisions(int services) {
        Decision first = World.begin(Surroundings.fleet(services), List.of(), 1, surroundings.nowNanos());
        world = first.world();
        surroundings.take(first.commands());
    }

    @Override
    public Decision get() {
        Event event = surroundings.next();
        Decision decision = Supervisor.decide(world, event, surroundings.nowNanos());
        world = decision.world();
        surroundings.take(decision.commands());
        return decision;
    }
}
