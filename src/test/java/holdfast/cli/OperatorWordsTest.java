package holdfast.cli;

import holdfast.daemon.control.JsonObject;
import holdfast.daemon.control.Samples;
import holdfast.daemon.control.ScriptedDaemon;
import holdfast.model.Event.Order;
import holdfast.model.Event.Request;
import holdfast.model.Fact;
import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.Incarnation;
import holdfast.model.Reason;
import holdfast.model.Rung;
import holdfast.model.Status;
import holdfast.model.Wish;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class OperatorWordsTest extends AtTheDaemon {
    private static final Status.ServiceStatus PINNED = Samples.pinned(Samples.healthy("api"), Samples.NOW_NANOS + 3600 * Samples.SECOND);

    @Test
    void pinSaysUntilWhenAndHowToEndIt() {
        daemon.reacts(_ -> daemon.shows(Samples.picture(PINNED)));

        Typing.Result result = person.type("pin api --for 1h the disk is being replaced");

        assertEquals(Exit.GOOD, result.exit(), result.err());
        assertTrue(result.out().startsWith("api is pinned until "), result.out());
        assertTrue(result.out().contains("holdfast unpin api"), result.out());
        assertEquals(
                new Request.Pin("the disk is being replaced", 3600 * Samples.SECOND), daemon.asked().remove().request());
    }

    @Test
    void withoutAnEndAPinHoldsUntilItIsLifted() {
        daemon.reacts(_ -> daemon.shows(Samples.picture(Samples.pinned(Samples.healthy("api"), Long.MAX_VALUE))));

        assertTrue(person.type("pin api hands off").out().startsWith("api is pinned: "));
        assertEquals(new Request.Pin("hands off", Long.MAX_VALUE), daemon.asked().remove().request());

        daemon.reacts(_ -> daemon.shows(Samples.picture(Samples.healthy("api"))));
        assertEquals(Exit.GOOD, person.type("unpin api").exit());
        assertEquals(new Request.Unpin(), daemon.asked().remove().request());
        assertTrue(person.type("unpin api").out().contains("nothing to do"));
        assertTrue(daemon.asked().isEmpty());
    }

    @Test
    void silenceAndItsEndAreConfirmedInJsonToo() {
        var word = new Status.Word("moving house", "cli:anna", Long.MAX_VALUE);
        daemon.reacts(_ -> daemon.shows(Samples.picture(
                Samples.worded(Samples.healthy("api"), Optional.empty(), Optional.of(word)))));

        JsonObject json = person.type("silence api --json moving house").json();

        assertTrue(json.isTrue("good"));
        assertEquals("moving house", json.object("service").orElseThrow().object("silence").orElseThrow().text("why"));
        daemon.reacts(_ -> daemon.shows(Samples.picture(Samples.healthy("api"))));
        assertEquals("api is told of again.", person.type("unsilence api").out().strip());
    }

    @Test
    void aPinnedServiceIsNotStoppedAndTheOneWhoPinnedItIsNamed() {
        daemon.shows(Samples.picture(PINNED));

        for (String verb : List.of("stop", "start", "restart", "stop --dry-run")) {
            Typing.Result result = person.type(verb + " api");
            assertEquals(Exit.REFUSED, result.exit(), verb);
            for (String part : List.of("rule: pinned", "by anna", "the disk is being replaced", "until 2026-", "--force")) {
                assertTrue(result.err().contains(part), part + " is not in: " + result.err());
            }
        }
        assertTrue(daemon.asked().isEmpty());
        JsonObject error = person.type("stop api --json").json().object("error").orElseThrow();
        assertEquals("pinned", error.text("rule"));
        assertEquals(4, error.number("exit"));
    }

    @Test
    void byForceAPinnedServiceIsStoppedAndThatIsSaid() {
        daemon.shows(Samples.picture(PINNED));
        daemon.reacts(_ -> daemon.shows(Samples.picture(Samples.stopped("api"))));

        Typing.Result result = person.type("stop api --force");

        assertEquals(Exit.GOOD, result.exit(), result.err());
        assertTrue(result.out().contains("because of --force"), result.out());
        assertEquals(Order.STOP, daemon.asked().remove().request());
    }

    @Test
    void aForcedStartOfWhatIsDownLiftsThePinForThatStartAlone() {
        daemon.shows(Samples.picture(Samples.pinned(Samples.with(Samples.stopped("api"), Wish.UP, 0), Long.MAX_VALUE)));
        daemon.reacts(asked -> {
            if (asked.request() instanceof Request.Pin) {
                daemon.shows(Samples.picture(Samples.pinned(Samples.healthy("api"), Long.MAX_VALUE)));
            }
        });

        assertEquals(Exit.GOOD, person.type("start api --force").exit());

        assertEquals(new Request.Unpin(), daemon.asked().remove().request());
        assertEquals(Order.START, daemon.asked().remove().request());
        ScriptedDaemon.Asked pin = daemon.asked().remove();
        assertEquals(new Request.Pin("the disk is being replaced", Long.MAX_VALUE), pin.request());
        assertEquals("cli:anna", pin.actor());
    }

    @Test
    void whoStartsWhatWaitsForApprovalHasApproved() {
        var down = Samples.service("api", Status.State.BACKING_OFF, Health.UNKNOWN, Optional.of(Samples.proposed()), Status.Next.What.START);
        daemon.shows(Samples.picture(Samples.with(down, Wish.UP, 0)));
        daemon.reacts(asked -> {
            if (asked.request() instanceof Request.Approve) {
                daemon.shows(Samples.picture(Samples.healthy("api")));
            }
        });

        assertEquals(Exit.GOOD, person.type("start api").exit());

        assertEquals(Order.START, daemon.asked().remove().request());
        assertEquals(new Request.Approve(12), daemon.asked().remove().request());
    }

    @Test
    void ackAndApproveAreAboutOpenIncidentsAlone() {
        daemon.shows(Samples.picture(incident(Samples.incident(Fact.Cause.NOT_ANSWERING))));
        daemon.reacts(_ -> daemon.shows(Samples.picture(incident(Samples.proposed()))));
        Typing.Result ack = person.type("ack 12 looking into it");
        assertEquals(Exit.GOOD, ack.exit(), ack.err());
        assertEquals(new Request.Acknowledge(12, "looking into it"), daemon.asked().remove().request());

        daemon.reacts(_ -> daemon.shows(Samples.picture(incident(Samples.incident(Fact.Cause.NOT_ANSWERING)))));
        assertEquals(Exit.GOOD, person.type("approve 12").exit());
        assertEquals(new Request.Approve(12), daemon.asked().remove().request());

        Typing.Result nothing = person.type("approve 12");
        assertEquals(Exit.REFUSED, nothing.exit());
        assertTrue(nothing.err().contains("rule: nothing-proposed"), nothing.err());
        assertEquals(Exit.USAGE, person.type("ack 13").exit());
        assertEquals(Exit.USAGE, person.type("approve twelve").exit());
    }

    @Test
    void nothingIsApprovedThatAPinWouldKeepWaiting() {
        daemon.shows(Samples.picture(Samples.pinned(incident(Samples.proposed()), Long.MAX_VALUE)));

        Typing.Result result = person.type("approve 12");

        assertEquals(Exit.REFUSED, result.exit());
        assertTrue(result.err().contains("Lift the pin first: holdfast unpin api"), result.err());
        assertTrue(daemon.asked().isEmpty());
    }

    @Test
    void whyTellsCauseEvidenceProposalAndTheCommandToApprove() {
        daemon.shows(Samples.picture(incident(Samples.proposed())));
        daemon.happens(Samples.fact(1, new Fact.RungTaken(
                Samples.API, 12, Rung.RESTART, Optional.empty(), Optional.empty(), 0)));
        daemon.happens(Samples.fact(2, new Fact.StartIntended(Samples.API, new Incarnation(4), Fact.Purpose.RECOVERY, 1)));
        daemon.happens(Samples.fact(3, new Fact.Parked(Samples.API, 12, Long.MAX_VALUE)));

        String out = person.type("why api -c holdfast.yaml").out();

        for (String part : List.of(
                "Most likely: it does not answer.", "- ", "/var/lib/holdfast/evidence/12 (20 KB)", "Done", "1.",
                "restart (run 4)", "did not help", "Not repaired yet: its mode is propose", "somebody is on it",
                "Waits for your word", "Restart it cleanly", "Yes: holdfast -c holdfast.yaml approve 12",
                "nothing is repaired before you approve")) {
            assertTrue(out.contains(part), part + " is not in:\n" + out);
        }
        JsonObject measure = person.type("why api --json").json().objects("measures").getFirst();
        assertEquals("restart", measure.text("measure"));
        assertEquals("did-not-help", measure.text("result"));
        assertEquals(4, measure.number("incarnation"));
    }

    @Test
    void theNoteColumnIsThereOnlyWhenSomethingIsToBeNoted() {
        assertFalse(person.type("status").out().contains("NOTE"));

        daemon.shows(Samples.picture(
                Samples.worded(Samples.healthy("web"), Optional.empty(), Optional.of(new Status.Word("x", "y", Long.MAX_VALUE))),
                PINNED, incident(Samples.proposed())));
        String out = person.type("status").out();

        for (String part : List.of("NOTE", "pinned until ", "silenced", "waits for your word; somebody is on it", "Yes: holdfast approve 12")) {
            assertTrue(out.contains(part), part + " is not in:\n" + out);
        }
    }

    @Test
    void everyKindOfHoldHasWords() {
        for (Hold.Kind kind : Hold.Kind.values()) {
            var hold = new Hold(kind, Optional.of(Samples.API), Reason.of("supervisor.hold.observing"));
            Status.IncidentStatus of = Samples.incident(Fact.Cause.CRASHED);
            daemon.shows(Samples.picture(incident(Samples.held(of, hold))));

            assertTrue(person.type("why api").out().contains("Next"), kind.name());
            assertEquals(kind != Hold.Kind.PINNED, person.type("status").out().contains("NOTE"), kind.name());
        }
    }

    @Test
    void whyTellsWhatEndsAHoldForACommonCauseWhetherItsTimeIsKnownOrNot() {
        Status.IncidentStatus held = Samples.held(
                Samples.incident(Fact.Cause.NOT_ANSWERING),
                new Hold(Hold.Kind.COMMON_CAUSE, Optional.empty(), Reason.of("supervisor.hold.common-cause", 4, 5)));
        daemon.shows(Samples.picture(
                Samples.service("api", Status.State.UP, Health.UNHEALTHY, Optional.of(held), Status.Next.What.RESTART)));
        String waiting = person.type("why api").out();
        daemon.shows(Samples.picture(incident(held)));
        String next = person.type("why api").out();

        assertTrue(waiting.contains("restart in 5 s, at "), waiting);
        assertTrue(waiting.contains("earlier, as soon as enough of them answer again"), waiting);
        assertTrue(next.contains("this one when those before it are well, given up, or cannot be tried"), next);
    }

    @Test
    void aMeasureOfItsOwnIsToldByItsName() {
        var what = Optional.of(Reason.of("supervisor.repair.own", "flush-queue", "./flush --all"));
        var flush = new Rung.Own("flush-queue");
        Status.IncidentStatus of = Samples.proposed();
        daemon.shows(Samples.picture(incident(new Status.IncidentStatus(
                of.id(), of.cause(), of.reason(), of.onsetNanos(), of.detectedNanos(), of.restoredNanos(), of.attempts(), of.parked(),
                of.hold(), of.diagnosis(), of.evidence(), Optional.of(flush),
                Optional.of(new Fact.Proposed(Samples.API, 12, flush, what)), false))));
        daemon.happens(Samples.fact(1, new Fact.RungTaken(Samples.API, 12, flush, what, Optional.of(Fact.Purpose.RECOVERY), 1)));

        String why = person.type("why api").out();
        JsonObject json = person.type("why api --json").json();

        assertTrue(why.contains("Take its own measure: flush-queue (run ./flush --all)."), why);
        assertTrue(why.contains("1.  "), why);
        assertEquals("flush-queue", json.objects("measures").getFirst().text("measure"));
        JsonObject incident = json.object("service").flatMap(service -> service.object("incident")).orElseThrow();
        assertEquals("flush-queue", incident.text("lastMeasure"));
        assertTrue(person.type("status").out().contains("Take its own measure: flush-queue"), "status");
    }

    @Test
    void aStopInTheBackendIsToldAsWhatItIs() {
        daemon.shows(Samples.picture(Samples.stopped("api")));
        daemon.happens(Samples.fact(1, new Fact.WishChanged(Samples.API, Wish.DOWN, "backend")));

        String out = person.type("why api").out();

        assertTrue(out.contains("somebody stopped it where it is kept, and that is respected"), out);
        assertTrue(out.contains("somebody stopped it where it is kept; left stopped"), out);
    }

    @Test
    void whatIsNotThereIsToldInOneSentenceWithWhatToDo() {
        Reason absence = Reason.of("driver.docker.no-container", "api", "/run/docker.sock");
        daemon.shows(Samples.picture(Samples.absent("api", absence)));
        daemon.happens(Samples.fact(1, new Fact.WishChanged(Samples.API, Wish.DOWN, "absent", Optional.of(absence))));
        String sentence = "There is no container api at the Docker engine /run/docker.sock.";

        String status = person.type("status").out();
        assertTrue(status.contains("api is not there. " + sentence), status);
        assertTrue(status.contains("Or take it out of the configuration."), status);
        String why = person.type("why api").out();
        assertTrue(why.startsWith("api is not there"), why);
        assertTrue(why.contains(sentence) && why.contains("Or take api out of the configuration."), why);
        assertTrue(person.type("status --json").out().contains("\"key\": \"driver.docker.no-container\""));
    }

    @Test
    void whatWasFoundStoppedIsToldLoudlyWithWhatToType() {
        daemon.shows(Samples.picture(Samples.stopped("api")));
        daemon.happens(Samples.fact(1, new Fact.WishChanged(Samples.API, Wish.DOWN, "found")));

        String why = person.type("why api").out();

        assertTrue(why.contains("before Holdfast knew it, and somebody may have wanted that. Start it: holdfast start api"), why);
        assertTrue(why.contains("left so. To start it: holdfast start api"), why);
        assertTrue(person.type("status").out().contains("holdfast start api"));
    }

    private static Status.ServiceStatus incident(Status.IncidentStatus incident) {
        return Samples.service("api", Status.State.UP, Health.UNHEALTHY, Optional.of(incident), Status.Next.What.PROBE);
    }
}
