package holdfast.sim;

import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertNull;

/// A million schedules, every one of which must keep every promise.
///
/// `-Dholdfast.schedules=N` plays another number; `-Dholdfast.seed=N` plays one seed and prints its trace.
final class SimulatorTest {
    private static final long SCHEDULES = Long.getLong("holdfast.schedules", 1_000_000);

    @Test
    void keepsEveryPromiseInAMillionSchedules() {
        Long seed = Long.getLong("holdfast.seed");
        if (seed != null) {
            assertNull(Simulation.play(seed, System.out::println));
            return;
        }
        assertNull(firstFailure(1, SCHEDULES));
    }

    /// Also called by the mutants' runner, on a mutated core.
    ///
    /// @return the first failure found with the seed that replays it, or null
    public static @org.jspecify.annotations.Nullable String firstFailure(long from, long to) {
        Optional<String> failure = LongStream.rangeClosed(from, to)
                .parallel()
                .mapToObj(seed -> {
                    String violation = Simulation.play(seed, null);
                    return violation == null
                            ? Optional.<String>empty()
                            : Optional.of(violation + "\nreplay: mvn test -Dtest=SimulatorTest -Dholdfast.seed=" + seed);
                })
                .flatMap(Optional::stream)
                .findAny();
        return failure.orElse(null);
    }
}
