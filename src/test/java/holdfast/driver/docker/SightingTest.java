package holdfast.driver.docker;

import holdfast.driver.docker.Sighting.Authors;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.ExitStatus;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What inspections mean, without an engine.
final class SightingTest {
    private static final ProcessIdentity PROCESS = new ProcessIdentity(7, 8, "boot");
    private static final Authors NOBODY = new Authors(false, false, false);
    private static final Authors FIRST_LOOK = new Authors(false, false, true);
    private static final Authors US = new Authors(true, true, true);
    private static final Authors A_PERSON = new Authors(false, true, false);

    @ParameterizedTest
    @CsvSource({
        "running, Running", "paused, Rested", "restarting, Reviving", "created, Gone", "exited, Gone", "dead, Gone",
        "removing, Unreadable", "something-new, Unreadable"
    })
    void eachStateMeansOneThing(String status, String meaning) {
        assertEquals(meaning, of(status, "no", 1, NOBODY).getClass().getSimpleName());
    }

    @Test
    void whatAPersonStoppedRestsAndWhatWeStoppedIsGone() {
        assertInstanceOf(Observation.Rested.class, of("exited", "no", 143, A_PERSON));
        assertInstanceOf(Observation.Gone.class, of("exited", "always", 143, US));
    }

    @Test
    void atAFirstLookAPolicyTellsWhoStoppedIt() {
        assertInstanceOf(Observation.Rested.class, of("exited", "always", 137, FIRST_LOOK));
        assertInstanceOf(Observation.Rested.class, of("exited", "unless-stopped", 0, FIRST_LOOK));
        assertInstanceOf(Observation.Gone.class, of("exited", "on-failure", 1, FIRST_LOOK));
        assertInstanceOf(Observation.Gone.class, of("exited", "no", 137, FIRST_LOOK));
    }

    @Test
    void exitCodesAbove128AreSignals() {
        assertEquals(new Observation.Gone(new ExitStatus.Signalled(9, false), 0), of("exited", "no", 137, NOBODY));
        assertEquals(new Observation.Gone(new ExitStatus.Code(128), 0), of("exited", "no", 128, NOBODY));
        assertEquals(new Observation.Gone(new ExitStatus.Code(255), 0), of("exited", "no", 255, NOBODY));
    }

    @Test
    void theEngineGetsTheTimeThatItsBackoffTakes() {
        assertEquals(5_100_000_000L, Sighting.revivalNanos(1));
        assertEquals(5_400_000_000L, Sighting.revivalNanos(3));
        assertEquals(65_000_000_000L, Sighting.revivalNanos(50));
    }

    @ParameterizedTest
    @CsvSource({
        "running, healthy, PASS", "running, none, PASS", "running, starting, SKIPPED", "running, unhealthy, FAIL",
        "restarting, unhealthy, SKIPPED", "exited, healthy, FAIL", "paused, healthy, FAIL"
    })
    void healthMeansOneThing(String status, String health, Outcome outcome) {
        assertEquals(outcome, HealthWord.of(new Lookup.Place.One(container(status, "no", 1, health, false))).outcome());
    }

    @ParameterizedTest
    @CsvSource({"137, true, memory", "137, false, killed", "143, false, terminated", "139, false, fault", "0, false, done", "3, false, code"})
    void exitsAreToldInWords(int code, boolean isOutOfMemory, String word) {
        Container container = container("exited", "no", code, "none", isOutOfMemory);

        assertEquals("driver.docker.exit." + word, HealthWord.exit(container));
    }

    @Test
    void anUnlimitedMemoryLimitSurvivesTheRoundTrip() {
        String text = Json.write(Json.object("{\"Memory\":9223372036854771712,\"CpuShares\":1.5,\"Nothing\":null}").fields());

        assertEquals("{\"Memory\":9223372036854771712,\"CpuShares\":1.5,\"Nothing\":null}", text);
    }

    @Test
    void framesAreTakenApartAndPlainOutputIsLeftAlone() {
        byte[] frames = {1, 0, 0, 0, 0, 0, 0, 4, 'o', 'n', 'e', '\n', 2, 0, 0, 0, 0, 0, 0, 4, 't', 'w', 'o', '\n'};

        assertEquals(List.of("one", "two"), LogFrames.lines(frames, false));
        assertEquals(List.of("plain text, no frames"), LogFrames.lines("plain text, no frames".getBytes(StandardCharsets.UTF_8), false));
    }

    @Test
    void addressesAreThoseOfDocker() {
        var none = Optional.<String>empty();
        assertEquals("unix:///var/run/docker.sock", Endpoint.of(none, none, Map.of()).toString());
        assertEquals("tcp://h:2375", Endpoint.of(Optional.of("tcp://h"), none, Map.of()).toString());
        assertEquals(
                "tcp://h:2376",
                Endpoint.of(none, none, Map.of("DOCKER_HOST", "tcp://h", "DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", "/c"))
                        .toString());
        assertInstanceOf(Endpoint.Unusable.class, Endpoint.of(Optional.of("ssh://h"), none, Map.of()));
        assertTrue(EngineClient.isOlder("1.9", "1.24"));
    }

    private static Observation of(String status, String policy, int exitCode, Authors authors) {
        return Sighting.of(container(status, policy, exitCode, "none", false), PROCESS, Origin.HAND, authors);
    }

    private static Container container(String status, String policy, int exitCode, String health, boolean isOutOfMemory) {
        return Container.of(Json.object("""
                {"Id": "abc", "Name": "/web", "RestartCount": 2,
                 "State": {"Status": "%s", "ExitCode": %d, "OOMKilled": %s, "Health": {"Status": "%s"}},
                 "HostConfig": {"RestartPolicy": {"Name": "%s"}}}
                """.formatted(status, exitCode, isOutOfMemory, health, policy)));
    }
}
