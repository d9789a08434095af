package holdfast.cli;

import holdfast.daemon.control.JsonObject;
import holdfast.daemon.control.Samples;
import holdfast.model.Health;
import holdfast.model.Status;
import holdfast.model.Status.Next;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Wish;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What a check said of a process that is gone.
@Timeout(60)
class OldAnswersTest extends AtTheDaemon {
    /// Its last check was good, and then its process ended.
    private static ServiceStatus gone(Status.State state) {
        ServiceStatus up = Samples.service("api", state, Health.HEALTHY, Optional.empty(), Next.What.SLOW_RETRY);
        return Samples.with(up, Wish.UP, 0);
    }

    @Test
    void whyCallsNoCheckGoodWhileNothingOfTheServiceRuns() {
        assertTrue(person.type("why api").out().contains("http  good"), person.type("why api").out());

        for (Status.State state : List.of(Status.State.PARKED, Status.State.BACKING_OFF, Status.State.STOPPED, Status.State.WAITING)) {
            daemon.shows(Samples.picture(gone(state)));

            String why = person.type("why api").out();
            assertFalse(why.contains("http  good"), why);
            assertTrue(why.contains("http  not asked now  last, 2.0 s ago: "), why);
        }
    }

    @Test
    void whatRunsAndIsGivenUpIsAskedOnAndShownSo() {
        daemon.shows(Samples.picture(
                Samples.service("api", Status.State.PARKED, Health.UNHEALTHY, Optional.empty(), Next.What.SLOW_RETRY)));

        assertTrue(person.type("why api").out().contains("http  bad (3 in a row)"), person.type("why api").out());
    }

    @Test
    void statusPaintsTheLastAnswerGreenOnlyWhileItIsAsked() {
        String green = "\u001b[32m2 s ago";
        assertTrue(person.type("status --color always").out().contains(green), person.type("status --color always").out());

        daemon.shows(Samples.picture(gone(Status.State.PARKED)));

        String status = person.type("status --color always").out();
        assertFalse(status.contains(green), status);
        assertTrue(status.contains("\u001b[2m2 s ago"), status);
    }

    @Test
    void jsonSaysWhetherACheckIsAsked() {
        assertTrue(check().isTrue("asked"));

        daemon.shows(Samples.picture(gone(Status.State.PARKED)));

        assertFalse(check().isTrue("asked"));
        assertEquals("good", check().text("verdict"));
    }

    private JsonObject check() {
        return person.type("status --json").json().objects("services").getFirst().objects("checks").getFirst();
    }
}
