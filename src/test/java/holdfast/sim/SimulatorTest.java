package holdfast.sim;

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
        assertNull(Simulation.firstFailure(1, SCHEDULES));
    }
}
