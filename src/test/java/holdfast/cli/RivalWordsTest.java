package holdfast.cli;

import holdfast.daemon.control.ControlServer;
import holdfast.daemon.control.JsonObject;
import holdfast.daemon.control.Samples;
import holdfast.daemon.control.ScriptedDaemon;
import holdfast.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Where people see that somebody else restarts a service.
@Timeout(60)
class RivalWordsTest {
    private static final Reason RIVAL = Reason.of("driver.rival.unit-restarts", "api", 815, "api.service", "always");

    @TempDir
    private Path folder;

    private final ScriptedDaemon daemon = new ScriptedDaemon(Samples.picture(Samples.healthy("api"))).has(Samples.card("api"));
    private ControlServer server;
    private Typing person;

    @BeforeEach
    void open() throws IOException {
        Path socket = folder.resolve("c.sock");
        Files.writeString(folder.resolve("holdfast.yaml"), "control: { socket: " + socket + " }\nservices: { api: { run: sleep 1 } }\n");
        server = ControlServer.open(socket, Optional.empty(), daemon);
        person = new Typing(folder, Map.of());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void statusMarksItAndWhySaysWhoAndWhatToChange() {
        assertFalse(person.type("status").out().contains("NOTE"));
        assertFalse(person.type("why api").out().contains("Who else restarts it"));

        daemon.shows(Samples.picture(Samples.rivalled(Samples.healthy("api"), List.of(RIVAL))));

        assertTrue(person.type("status").out().contains("somebody else restarts it, too"), person.type("status").out());
        String why = person.type("why api").out();
        for (String part : List.of("Who else restarts it", "unit api.service", "\"Restart=always\"", "\"systemd: api.service\"")) {
            assertTrue(why.replaceAll("\\s+", " ").contains(part), part + " is not in: " + why);
        }
    }

    @Test
    void jsonHasKeyAndSentence() {
        daemon.shows(Samples.picture(Samples.rivalled(Samples.healthy("api"), List.of(RIVAL))));

        JsonObject rival = person.type("status --json").json().objects("services").getFirst().objects("rivals").getFirst();

        assertEquals("driver.rival.unit-restarts", rival.text("key"));
        assertTrue(rival.text("text").contains("One owner is enough"), rival.text("text"));
    }
}
