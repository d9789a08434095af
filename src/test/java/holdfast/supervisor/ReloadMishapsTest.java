package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Order;
import holdfast.model.Event.Origin;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Fact.ReloadResult;
import holdfast.model.Health;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Status.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.ReloadStory.OTHER;
import static holdfast.supervisor.ReloadStory.WHY;
import static holdfast.supervisor.ReloadStory.answer;
import static holdfast.supervisor.ReloadStory.kept;
import static holdfast.supervisor.ReloadStory.observed;
import static holdfast.supervisor.ReloadStory.reloaded;
import static holdfast.supervisor.ReloadStory.results;
import static holdfast.supervisor.ReloadStory.service;
import static holdfast.supervisor.ReloadStory.up;
import static holdfast.supervisor.Rig.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Stories of reloads that do not go as they should.
final class ReloadMishapsTest {
    @Test
    void theOldProcessEndingIsNoCrashWhereAnotherTakesItsPlace() {
        var rig = up(kept());
        rig.asked("api", Order.RELOAD);

        rig.exited("api", 1);
        answer(rig, new ReloadOutcome.Reloaded(OTHER));
        rig.probed("api", Outcome.PASS);

        assertEquals(List.of(ReloadResult.GOOD), results(rig));
        assertTrue(rig.facts(Fact.IncidentOpened.class).isEmpty());
    }

    @Test
    void whatDiesInTheMiddleIsACrashAndIsRecoveredAsUsual() {
        var own = up(service("api"));
        own.asked("api", Order.RELOAD);
        own.exited("api", 1);
        assertEquals(List.of(ReloadResult.DIED), results(own));
        assertEquals(2, own.count(Command.StartProcess.class, "api"));

        var elsewhere = up(kept());
        elsewhere.asked("api", Order.RELOAD);
        elsewhere.exited("api", 1);
        reloaded(elsewhere);
        assertEquals(List.of(ReloadResult.DIED), results(elsewhere));
        assertEquals(2, elsewhere.count(Command.StartProcess.class, "api"));

        var gone = up(kept());
        gone.asked("api", Order.RELOAD);
        answer(gone, new ReloadOutcome.Gone(new ExitStatus.Code(1), 0));
        assertEquals(List.of(ReloadResult.DIED), results(gone));
        assertEquals(Fact.Cause.CRASHED, gone.facts(Fact.IncidentOpened.class).getFirst().cause());
    }

    @Test
    void aReloadThatWaitedIsRefusedWhenItsWayIsGoneMeanwhile() {
        var rig = up(service("api"));
        rig.asked("api", Order.RELOAD);
        rig.asked("api", Order.RELOAD);
        rig.configured(service("api").withReload(Optional.empty()));

        reloaded(rig);
        rig.probed("api", Outcome.PASS);

        assertEquals(List.of(ReloadResult.GOOD, ReloadResult.REFUSED), results(rig));
        assertEquals(1, rig.count(Command.ReloadProcess.class, "api"));
    }

    @Test
    void checksThatGoBadAfterItAreAnOrdinaryIncident() {
        var rig = up(service("api"));
        rig.asked("api", Order.RELOAD);
        reloaded(rig);

        rig.answerProbe("api", Outcome.FAIL);
        rig.advance(30 * SECOND);

        assertEquals(List.of(ReloadResult.NOT_PROVEN), results(rig));
        assertEquals(1, rig.facts(Fact.IncidentOpened.class).size());
        rig.advance(2 * SECOND);
        assertEquals(1, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void aLostAnswerIsLookedIntoAndNeverStartsASecondOne() {
        var rig = up(kept());
        rig.asked("api", Order.RELOAD);
        rig.advance(70 * SECOND - 1);
        assertEquals(State.RELOADING, rig.status("api").state());

        rig.advance(1);
        observed(rig);

        assertEquals(List.of(ReloadResult.LOST), results(rig));
        assertEquals(OTHER, rig.status("api").process().orElseThrow());
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertTrue(rig.facts(Fact.IncidentOpened.class).isEmpty());
        answer(rig, new ReloadOutcome.Gone(new ExitStatus.Code(1), 0));
        assertEquals(OTHER, rig.status("api").process().orElseThrow());
    }

    @Test
    void holdfastDyingInTheMiddleTakesWhatRunsForWhatTheReloadLeft() {
        var rig = up(kept());
        rig.asked("api", Order.RELOAD);

        rig.restartDaemon();
        observed(rig);

        assertEquals(List.of(ReloadResult.LOST), results(rig));
        assertTrue(rig.facts(Fact.Ended.class).isEmpty());
    }

    @Test
    void aStopDuringItWins() {
        var rig = up(service("api"));
        rig.asked("api", Order.RELOAD);
        rig.asked("api", Order.STOP);
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));

        reloaded(rig);
        rig.stopped("api");
        rig.advance(3600 * SECOND);

        assertEquals(List.of(ReloadResult.OVERTAKEN), results(rig));
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.STOPPED, rig.status("api").state());
    }

    @Test
    void aRefusalOfTheDriverOrAFailureLeavesItUp() {
        var rig = up(service("api"));
        rig.asked("api", Order.RELOAD);
        answer(rig, new ReloadOutcome.Refused(WHY));
        rig.asked("api", Order.RELOAD);
        answer(rig, new ReloadOutcome.Failed(WHY));

        assertEquals(List.of(ReloadResult.REFUSED, ReloadResult.FAILED), results(rig));
        assertEquals(State.UP, rig.status("api").state());
        assertEquals(Health.HEALTHY, rig.status("api").health());
        rig.hang("api");
        assertEquals(1, rig.facts(Fact.IncidentOpened.class).size());
    }

    @Test
    void whatAReloadThatFailedHasPutInItsPlaceIsNoCrashAndNoAttempt() {
        var rig = up(kept());
        int restarts = rig.status("api").restarts();
        rig.asked("api", Order.RELOAD);

        answer(rig, new ReloadOutcome.Failed(WHY, Optional.of(OTHER)));

        assertEquals(List.of(ReloadResult.FAILED), results(rig));
        assertEquals(State.UP, rig.status("api").state());
        assertEquals(Optional.of(OTHER), rig.status("api").process());
        assertEquals(Origin.RELOAD, rig.facts(Fact.Adopted.class).getLast().origin());
        assertEquals(restarts, rig.status("api").restarts());
        assertEquals(List.of(), rig.facts(Fact.IncidentOpened.class));
    }

    @Test
    void theAnswerToAReloadThatWasGivenUpIsNotTakenForTheNext() {
        var rig = up(kept());
        rig.asked("api", Order.RELOAD);
        var first = rig.last(Command.ReloadProcess.class, "api");
        rig.advance(70 * SECOND);
        observed(rig);
        rig.advance(SECOND);
        rig.answerProbe("api", Outcome.PASS);
        rig.asked("api", Order.RELOAD);
        assertEquals(2, rig.count(Command.ReloadProcess.class, "api"));

        rig.event(new Event.ReloadAnswered(first.service(), first.command(), new ReloadOutcome.Failed(WHY)));

        assertEquals(List.of(ReloadResult.LOST), results(rig));
        assertEquals(State.RELOADING, rig.status("api").state());
    }
}
