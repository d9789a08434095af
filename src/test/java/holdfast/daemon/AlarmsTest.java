package holdfast.daemon;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

import static holdfast.daemon.Samples.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

class AlarmsTest {
    private final Alarms alarms = new Alarms();

    @Test
    void theLastAlarmOfAServiceReplacesTheOneBefore() {
        alarms.set(id("a"), 10);
        alarms.set(id("a"), 20);

        assertEquals(Optional.empty(), alarms.due(19));
        assertEquals(Optional.of(new Alarms.Alarm(id("a"), 20)), alarms.due(20));
        assertEquals(OptionalLong.empty(), alarms.nextNanos());
    }

    @Test
    void ringsInOrderOfTime() {
        alarms.set(id("a"), 30);
        alarms.set(id("b"), 10);
        alarms.set(id("c"), 10);

        assertEquals(OptionalLong.of(10), alarms.nextNanos());
        assertEquals(Optional.of(new Alarms.Alarm(id("b"), 10)), alarms.due(100));
        assertEquals(Optional.of(new Alarms.Alarm(id("c"), 10)), alarms.due(100));
        assertEquals(Optional.of(new Alarms.Alarm(id("a"), 30)), alarms.due(100));
        assertEquals(Optional.empty(), alarms.due(100));
    }
}
