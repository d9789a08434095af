package holdfast.driver.docker;

import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What an engine's events tell of the end of a run.
final class HintsTest {
    private static final long BEGIN = 1_700_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final Container WEB = Container.of(Json.object("""
            { "Id": "abc", "Name": "/web", "State": { "Status": "exited", "ExitCode": 143, "StartedAt": "2023-11-14T22:13:20Z" } }"""));

    private final Hints hints = new Hints();

    private void heard(EngineEvent.Action action, long seconds, Map<String, String> attributes) {
        hints.take(new EngineEvent(action, "abc", attributes, (BEGIN + seconds) * SECOND));
    }

    @Test
    void aStopWhoseWordComesLateIsWaitedForAndAKillIsNot() {
        heard(EngineEvent.Action.KILL, 5, Map.of("signal", "15"));
        heard(EngineEvent.Action.DIE, 6, Map.of("exitCode", "143"));
        assertTrue(hints.isSignalled(WEB));
        assertFalse(hints.isStopped(WEB));
        assertEquals(10 * SECOND, hints.patienceNanos(WEB), "a busy engine says only later that it was stopped");

        heard(EngineEvent.Action.STOP, 9, Map.of());
        assertTrue(hints.isStopped(WEB));
        assertEquals(SECOND, hints.patienceNanos(WEB));
    }

    @Test
    void aStopThatEndedInAKillIsAStopStill() {
        heard(EngineEvent.Action.KILL, 5, Map.of("signal", "15"));
        heard(EngineEvent.Action.KILL, 15, Map.of("signal", "9"));

        assertEquals(10 * SECOND, hints.patienceNanos(WEB));
    }

    @Test
    void aKillAloneAndWhatBelongsToAnEarlierRunAreNotWaitedFor() {
        heard(EngineEvent.Action.KILL, -5, Map.of("signal", "15"));
        heard(EngineEvent.Action.KILL, 5, Map.of("signal", "9"));

        assertEquals(SECOND, hints.patienceNanos(WEB));
    }
}
