package bench.decide;

import holdfast.model.Event;
import holdfast.supervisor.Decision;
import holdfast.supervisor.Supervisor;
import holdfast.supervisor.World;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Decisions a second on one thread, in a fleet that is probed, crashes now and then and is started again. The time of the
/// small world around the decision, which answers every command, is part of the figure.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class DecideBenchmark {
    @Param({"1", "20", "1000"})
    int services;

    private World world;
    private Surroundings surroundings;

    @Setup(Level.Trial)
    public void begin() {
        surroundings = new Surroundings();
        Decision first = World.begin(Surroundings.fleet(services), List.of(), 1, surroundings.nowNanos());
        world = first.world();
        surroundings.take(first.commands());
    }

    @Benchmark
    public Decision decide() {
        Event event = surroundings.next();
        Decision decision = Supervisor.decide(world, event, surroundings.nowNanos());
        world = decision.world();
        surroundings.take(decision.commands());
        return decision;
    }
}
