package holdfast.cli;

import holdfast.daemon.control.Samples;
import holdfast.model.Fact;
import holdfast.model.Health;
import holdfast.model.Status;
import holdfast.model.Status.IncidentStatus;
import holdfast.model.Status.Next;
import holdfast.model.Wish;
import holdfast.text.Texts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What is said of a service that was given up before anything was tried, because no restart can help.
@Timeout(60)
class GivenUpWordsTest extends AtTheDaemon {
    @Test
    void nobodySaysThatRepairingOrTryingDidNotHelpWhereNothingWasTried() {
        var untried = new IncidentStatus(
                12, Fact.Cause.START_FAILED, Samples.REASON, Samples.NOW_NANOS, Samples.NOW_NANOS, Optional.empty(), 0, true,
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
        daemon.shows(Samples.picture(Samples.with(
                Samples.service("api", Status.State.PARKED, Health.UNKNOWN, Optional.of(untried), Next.What.SLOW_RETRY), Wish.UP, 0)));

        List<String> said = List.of(
                person.type("why api").out(),
                person.type("status").out(),
                Texts.english().say("cli.outcome.parked", "api"),
                Texts.english().say("daemon.pass.given-up"));

        assertTrue(said.getFirst().contains("a person must"), said.getFirst());
        said.forEach(one -> assertFalse(one.contains("did not help"), one));
    }
}
