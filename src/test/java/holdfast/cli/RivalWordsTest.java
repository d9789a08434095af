package holdfast.cli;

import holdfast.daemon.control.JsonObject;
import holdfast.daemon.control.Samples;
import holdfast.model.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Where people see that somebody else restarts a service.
@Timeout(60)
class RivalWordsTest extends AtTheDaemon {
    private static final Reason RIVAL = Reason.of("driver.rival.unit-restarts", "api", 815, "api.service", "always");

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
