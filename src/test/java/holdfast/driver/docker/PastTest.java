package holdfast.driver.docker;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Whose doing the end of a run was.
final class PastTest {
    private static final long BEGIN = 1_700_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final Container ENDED = Container.of(Json.object("""
            { "Id": "abc", "Name": "/web", "State": { "Status": "exited", "ExitCode": 143,
              "StartedAt": "2023-11-14T22:13:20Z", "FinishedAt": "2023-11-14T22:13:30Z" } }"""));

    /// The engine goes on telling when the run before it ended.
    private static final Container RUNS_AGAIN = Container.of(Json.object("""
            { "Id": "abc", "Name": "/web", "State": { "Status": "running", "Pid": 42,
              "StartedAt": "2023-11-14T22:13:31Z", "FinishedAt": "2023-11-14T22:13:30Z" } }"""));

    @Test
    void whatWeHaveStoppedAndStartedAndAPersonStopsThenIsStoppedByThePerson() {
        try (var deadlines = new Deadlines()) {
            var past = new Past(new Engine(new EngineClient(new Endpoint.Unix(Path.of("/nowhere")), deadlines)), Notes.none());
            past.hints().take(signalled(9));
            past.endedByUs(ENDED);
            assertFalse(past.isByHand(ENDED));
            assertFalse(past.isByHand(RUNS_AGAIN), "nobody has touched this run");

            past.hints().take(signalled(20));

            assertTrue(past.isByHand(RUNS_AGAIN));
        }
    }

    private static EngineEvent signalled(long seconds) {
        return new EngineEvent(EngineEvent.Action.KILL, "abc", Map.of("signal", "15"), (BEGIN + seconds) * SECOND);
    }
}
