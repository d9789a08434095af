package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Health;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Status.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Stories of services that a backend keeps: it restarts them by itself, gives up, or does what people tell it.
final class BackendTest {
    private static final RecoverPolicy POLICY = RecoverPolicy.DEFAULT;
    private static final Reason WHY = Reason.of("t.why");

    private static Rig keptUp() {
        var rig = new Rig(service());
        rig.up("api");
        return rig;
    }

    private static ServiceSpec service() {
        return Rig.service("api", POLICY)
                .withDriver(new DriverSpec.Pm2(
                        "api", DriverSpec.Pm2Selection.NAME, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static void backend(Rig rig, Observation observation) {
        rig.event(new Event.BackendChanged(new ServiceId("api"), observation));
    }

    private static Observation running(long pid, Origin origin) {
        return new Observation.Running(new ProcessIdentity(pid, 1, "boot"), origin);
    }

    @Test
    void aBackendThatRestartsByItselfIsLeftToIt() {
        var rig = keptUp();

        backend(rig, new Observation.Reviving(new ExitStatus.Code(1), 5 * SECOND, WHY));
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        backend(rig, running(777, Origin.BACKEND));
        rig.advance(SECOND);
        rig.probed("api", Outcome.PASS);
        rig.advance(11 * SECOND);

        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(1, rig.facts(Fact.IncidentClosed.class).size());
        assertEquals(777, rig.status("api").process().orElseThrow().pid());
    }

    @Test
    void aBackendThatGaveUpOrTakesTooLongIsTakenOver() {
        var gaveUp = keptUp();
        backend(gaveUp, new Observation.Gone(new ExitStatus.Code(1), 0));
        assertEquals(2, gaveUp.count(Command.StartProcess.class, "api"));

        var slow = keptUp();
        backend(slow, new Observation.Reviving(new ExitStatus.Code(1), 5 * SECOND, WHY));
        slow.advance(5 * SECOND - 1);
        assertEquals(1, slow.count(Command.StartProcess.class, "api"));
        slow.advance(1);
        assertEquals(2, slow.count(Command.StartProcess.class, "api"));
    }

    @Test
    void whatTheBackendGaveUpIsToldWithItsWordAndTheLastEndAndLookedAtAnew() {
        var rig = keptUp();
        backend(rig, new Observation.Reviving(new ExitStatus.Signalled(9, false), 5 * SECOND, WHY));
        assertEquals(1, rig.count(Command.Examine.class, "api"));

        backend(rig, new Observation.Gone(new ExitStatus.Code(4), 0, Optional.of(WHY)));

        Fact.Ended last = rig.facts(Fact.Ended.class).getLast();
        assertEquals(new ExitStatus.Code(4), last.status());
        assertEquals(Optional.of(WHY), last.word());
        assertEquals(2, rig.count(Command.Examine.class, "api"));
        assertEquals(2, rig.count(Command.StartProcess.class, "api"), "the guard of Holdfast takes over");
        assertEquals(1, rig.facts(Fact.IncidentOpened.class).size());
    }

    @Test
    void restartsOfTheBackendCountAgainstTheSameLimit() {
        var rig = keptUp();
        for (int restart = 0; restart < 3; restart++) {
            backend(rig, new Observation.Reviving(new ExitStatus.Code(1), 5 * SECOND, WHY));
            backend(rig, running(800 + restart, Origin.BACKEND));
        }

        backend(rig, new Observation.Gone(new ExitStatus.Code(1), 0));

        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.PARKED, rig.status("api").state());
    }

    @Test
    void runsThatWereOverBeforeTheyCouldBeSeenOpenAnIncidentAndCountAgainstTheSameLimit() {
        var rig = new Rig(service());
        rig.observe("api", new Observation.Reviving(new ExitStatus.Code(7), 5 * SECOND, WHY, 1));
        assertEquals(1, rig.facts(Fact.IncidentOpened.class).size(), "it was never seen running, and crashes all the same");
        assertEquals(0, rig.status("api").restarts());

        backend(rig, new Observation.Reviving(new ExitStatus.Code(7), 5 * SECOND, WHY, 3));
        assertEquals(3, rig.status("api").restarts());
        assertEquals(new Fact.RunsMissed(new ServiceId("api"), new Incarnation(4), new ExitStatus.Code(7), 3),
                rig.facts(Fact.RunsMissed.class).getLast());
        assertEquals(1, rig.facts(Fact.IncidentOpened.class).size());
        backend(rig, new Observation.Gone(new ExitStatus.Code(7), 0));

        assertEquals(0, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.PARKED, rig.status("api").state());
    }

    @Test
    void whatDiesAtOnceTimeAndAgainInTheHandsOfItsBackendIsLookedAtOnceAMinuteAndWheneverItEndsOtherwise() {
        var rig = keptUp();
        for (int second = 0; second < 62; second++) {
            backend(rig, new Observation.Reviving(new ExitStatus.Code(7), 5 * SECOND, WHY));
            backend(rig, running(800 + second, Origin.BACKEND));
            rig.advance(SECOND);
            assertEquals(second < 60 ? 1 : 2, rig.count(Command.Examine.class, "api"), second + " s");
        }

        backend(rig, running(900, Origin.BACKEND));
        backend(rig, new Observation.Reviving(new ExitStatus.Signalled(9, false), 5 * SECOND, WHY));
        assertEquals(3, rig.count(Command.Examine.class, "api"));
    }

    @Test
    void whatAPersonStopsInTheBackendStaysStoppedUntilAPersonStartsIt() {
        var rig = keptUp();
        backend(rig, new Observation.Rested(WHY));
        rig.advance(3600 * SECOND);
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.STOPPED, rig.status("api").state());

        backend(rig, running(900, Origin.HAND));
        rig.advance(SECOND);
        rig.probed("api", Outcome.PASS);
        assertEquals(State.UP, rig.status("api").state());
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void whatItsBackendHasNoMoreIsLeftDownAndSaidWithTheReasonUntilItIsThereAgain() {
        var rig = keptUp();

        backend(rig, new Observation.Absent(WHY));
        rig.advance(3600 * SECOND);
        assertEquals(Optional.of(WHY), rig.status("api").absence());
        assertEquals(State.STOPPED, rig.status("api").state());
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));

        backend(rig, new Observation.Rested(WHY));
        assertEquals(Optional.empty(), rig.status("api").absence(), "there again, and stopped");
        backend(rig, new Observation.Absent(WHY));
        assertEquals(Optional.of(WHY), rig.status("api").absence(), "also of what was stopped before it was removed");
        backend(rig, running(900, Origin.HAND));
        rig.advance(SECOND);
        rig.probed("api", Outcome.PASS);
        assertEquals(Optional.empty(), rig.status("api").absence());
        assertEquals(State.UP, rig.status("api").state());
    }

    @Test
    void whatADriverRemarksIsAFactAndChangesNothing() {
        var rig = keptUp();
        var before = rig.status("api");

        rig.event(new Event.DriverRemarked(before.id(), WHY));

        assertEquals(List.of(new Fact.Remarked(before.id(), WHY)), rig.facts(Fact.Remarked.class));
        assertEquals(before, rig.status("api"));
    }

    @Test
    void whatIsFoundStoppedAtTheFirstSightIsLeftSoAndSaidAndWhatWasNeverStartedIsStarted() {
        var stopped = firstSeen(new Observation.Rested(WHY));
        assertEquals(0, stopped.count(Command.StartProcess.class, "api"));
        assertEquals(State.STOPPED, stopped.status("api").state());
        assertEquals("found", stopped.facts(Fact.WishChanged.class).getLast().actor());

        backend(stopped, running(900, Origin.HAND));
        stopped.advance(SECOND);
        stopped.probed("api", Outcome.PASS);
        backend(stopped, new Observation.Rested(WHY));
        assertEquals("backend", stopped.facts(Fact.WishChanged.class).getLast().actor(), "known to have been up");

        var down = firstSeen(new Observation.Gone(new ExitStatus.Unknown(), 0));
        assertEquals(1, down.count(Command.StartProcess.class, "api"));
        assertTrue(down.facts(Fact.WishChanged.class).isEmpty());
    }

    @Test
    void whatItsBackendNeverKnewWasStoppedByNobodyAndTheRefusalOfAStartIsTold() {
        var rig = firstSeen(new Observation.Absent(WHY));
        assertTrue(rig.facts(Fact.WishChanged.class).isEmpty());
        rig.startFailed("api", Event.StartFailure.NOT_FOUND);
        rig.advance(60 * SECOND);

        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.PARKED, rig.status("api").state());
        assertEquals(Fact.Cause.START_FAILED, rig.status("api").incident().orElseThrow().cause());

        backend(rig, running(900, Origin.HAND));
        rig.advance(SECOND);
        rig.probed("api", Outcome.PASS);
        assertEquals(Health.HEALTHY, rig.status("api").health(), "once it is there, it is kept up");

        var known = keptUp();
        backend(known, new Observation.Absent(WHY));
        assertEquals(State.STOPPED, known.status("api").state(), "deleted by a person");
    }

    private static Rig firstSeen(Observation observation) {
        var rig = new Rig(service());
        rig.event(new Event.ServiceWoke(new ServiceId("api")));
        long inquiry = rig.last(Command.ObserveProcess.class, "api").inquiry();
        rig.event(new Event.ProcessObserved(new ServiceId("api"), inquiry, observation));
        return rig;
    }

    @Test
    void aRestartByHandIsNoticedAndIsNoCrash() {
        var rig = keptUp();

        backend(rig, running(901, Origin.HAND));

        assertEquals(901, rig.status("api").process().orElseThrow().pid());
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertTrue(rig.facts(Fact.IncidentOpened.class).isEmpty());
    }

    @Test
    void aBackendThatCannotBeReachedSaysNothingOfTheService() {
        var rig = keptUp();

        backend(rig, new Observation.Unreadable(WHY));

        assertEquals(State.UP, rig.status("api").state());
        assertEquals(Health.HEALTHY, rig.status("api").health());
    }
}
