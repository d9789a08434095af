package holdfast.daemon;

import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.Secret;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class DiscretionTest {
    private static final ServiceId API = new ServiceId("api");
    private static final Reason TELLING = Reason.of("t.held", 8787, "srv.py --password=hunter2topsecret");
    private static final Reason DISCREET = Reason.of("t.held", 8787, "srv.py --password=•••");

    @Test
    void noDriverBringsASecretOfAStranger() {
        var run = new Incarnation(1);

        assertEquals(
                new Event.StartAnswered(API, run, new StartOutcome.Failed(StartFailure.PORT_HELD, DISCREET)),
                Discretion.clean(new Event.StartAnswered(API, run, new StartOutcome.Failed(StartFailure.PORT_HELD, TELLING))));
        assertEquals(
                new Event.StopAnswered(API, 1, new StopOutcome.NotProven(DISCREET)),
                Discretion.clean(new Event.StopAnswered(API, 1, new StopOutcome.NotProven(TELLING))));
        assertEquals(
                new Event.ReloadAnswered(API, 1, new Event.ReloadOutcome.Failed(DISCREET)),
                Discretion.clean(new Event.ReloadAnswered(API, 1, new Event.ReloadOutcome.Failed(TELLING))));
        assertEquals(
                new Event.ProcessObserved(API, 1, new Observation.Unreadable(DISCREET)),
                Discretion.clean(new Event.ProcessObserved(API, 1, new Observation.Unreadable(TELLING))));
        assertEquals(
                new Event.BackendChanged(API, new Observation.Rested(DISCREET)),
                Discretion.clean(new Event.BackendChanged(API, new Observation.Rested(TELLING))));
    }

    @Test
    void neitherDoesACheckThatNamesWhoListens() {
        for (Outcome outcome : List.of(Outcome.PASS, Outcome.FAIL)) {
            assertEquals(DISCREET, clean(new Question.Port(8787), ProbeResult.of(outcome, TELLING, 1)).reason());
        }
    }

    @Test
    void whatAPassSaysIsToldCleanEachTimeAndAnewWhenItHasChanged() {
        ServiceSpec service = Samples.service("api", new Question.Port(8787));
        var said = new ArrayDeque<>(List.of(TELLING, TELLING, Reason.of("t.held", 8787, "other.py --password=hunter3topsecret")));
        var spans = new ArrayDeque<>(List.of(1L, 2L, 3L));
        var eyes = new DiscreetEyes((_, _, _) -> ProbeResult.of(Outcome.PASS, said.remove(), spans.remove()));

        for (var told : List.of(DISCREET, DISCREET, Reason.of("t.held", 8787, "other.py --password=•••"))) {
            long due = spans.getFirst();
            ProbeResult result = eyes.run(service.checks().getFirst(), service, Optional.empty());
            assertEquals(told, result.reason());
            assertEquals(due, result.durationNanos(), "the span is its own");
        }
    }

    @Test
    void whatACheckLogsInWithIsTakenOutWhereverItStands() {
        Reason said = Reason.of("t.said", "no entry for hunter2topsecret@db");
        Optional<Secret> password = Optional.of(new Secret("hunter2topsecret"));
        var postgres = new Question.Postgres("db", 5432, "shop", Optional.empty(), password, Optional.empty());
        var redis = new Question.Redis("db", 6379, false, Optional.empty(), password, 0);

        assertEquals("no entry for •••@db", clean(postgres, ProbeResult.of(Outcome.FAIL, said, 1)).reason().values().getFirst());
        assertEquals("no entry for •••@db", clean(redis, ProbeResult.of(Outcome.ERROR, said, 1)).reason().values().getFirst());
    }

    @Test
    void nothingMovesTheCursorOfATerminal() {
        assertEquals("red and gone  ", Discretion.clean("\u001b[31mred\u001b[0m and\u001b[2J gone\u0007\n"));
    }

    private static ProbeResult clean(Question question, ProbeResult result) {
        ServiceSpec service = Samples.service("api", question);
        return Discretion.clean(result, service.checks().getFirst(), service);
    }
}
