package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Order;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Fact.ReloadResult;
import holdfast.model.Health;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.Status.State;
import java.util.List;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.ReloadStory.OTHER;
import static holdfast.supervisor.ReloadStory.answer;
import static holdfast.supervisor.ReloadStory.kept;
import static holdfast.supervisor.ReloadStory.reloaded;
import static holdfast.supervisor.ReloadStory.results;
import static holdfast.supervisor.ReloadStory.service;
import static holdfast.supervisor.ReloadStory.up;
import static holdfast.supervisor.Rig.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Stories of a service that takes in what is new without going down.
final class ReloadingTest {
    @Test
    void aReloadIsGoodOnlyWhenEveryAliveCheckHasPassedSince() {
        var rig = up(service("api"));
        rig.asked("api", Order.RELOAD);
        assertEquals(State.RELOADING, rig.status("api").state());

        reloaded(rig);
        assertEquals(List.of(), results(rig));
        assertEquals(State.RELOADING, rig.status("api").state());
        rig.probed("api", Outcome.PASS);

        assertEquals(List.of(ReloadResult.GOOD), results(rig));
        assertEquals(State.UP, rig.status("api").state());
        assertEquals(Health.HEALTHY, rig.status("api").health());
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void whoeverNeedsItIsNotHeldByItsReload() {
        var rig = new Rig(service("api"), service("web", "api"));
        rig.up("api");
        rig.asked("api", Order.RELOAD);

        rig.observedGone("web");

        assertEquals(1, rig.count(Command.StartProcess.class, "web"));
    }

    @Test
    void anotherProcessInItsPlaceIsTheSameWishAndNoAttempt() {
        var rig = up(kept());
        rig.asked("api", Order.RELOAD);

        answer(rig, new ReloadOutcome.Reloaded(OTHER));
        rig.probed("api", Outcome.PASS);

        assertEquals(List.of(ReloadResult.GOOD), results(rig));
        assertEquals(2, rig.status("api").incarnation().orElseThrow().number());
        assertEquals(OTHER, rig.status("api").process().orElseThrow());
        assertEquals(0, rig.status("api").restarts());
        assertTrue(rig.facts(Fact.IncidentOpened.class).isEmpty());
        for (int crash = 0; crash < 3; crash++) {
            rig.event(new Event.BackendChanged(new ServiceId("api"), new Observation.Gone(new ExitStatus.Code(1), 0)));
            rig.advance(10 * SECOND);
            rig.started("api");
        }
        assertTrue(rig.facts(Fact.Parked.class).isEmpty());
    }

    @Test
    void whatIsNotUpIsRefusedAndNotStarted() {
        var rig = up(service("api"));
        rig.asked("api", Order.STOP);
        rig.asked("api", Order.RELOAD);
        rig.stopped("api");
        rig.asked("api", Order.RELOAD);

        assertEquals(List.of(ReloadResult.REFUSED, ReloadResult.REFUSED), results(rig));
        assertEquals(0, rig.count(Command.ReloadProcess.class, "api"));
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.STOPPED, rig.status("api").state());
    }

    @Test
    void withoutAWayItIsRefusedAndNeverRestarted() {
        var rig = up(Rig.service("api", RecoverPolicy.DEFAULT));

        rig.asked("api", Order.RELOAD);

        assertEquals(List.of(ReloadResult.REFUSED), results(rig));
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));
        assertEquals(State.UP, rig.status("api").state());
    }

    @Test
    void whatIsStartingIsReloadedAsSoonAsItIsUp() {
        var rig = new Rig(service("api"));
        rig.observedGone("api");
        rig.started("api");
        rig.asked("api", Order.RELOAD);
        assertEquals(0, rig.count(Command.ReloadProcess.class, "api"));

        rig.probed("api", Outcome.PASS);

        assertEquals(1, rig.count(Command.ReloadProcess.class, "api"));
    }

    @Test
    void aSecondOneFollowsTheFirst() {
        var rig = up(service("api"));
        rig.asked("api", Order.RELOAD);
        rig.asked("api", Order.RELOAD);
        rig.asked("api", Order.RELOAD);
        assertEquals(1, rig.count(Command.ReloadProcess.class, "api"));

        reloaded(rig);
        rig.probed("api", Outcome.PASS);
        assertEquals(2, rig.count(Command.ReloadProcess.class, "api"));
        assertEquals(State.RELOADING, rig.status("api").state());
        reloaded(rig);
        rig.probed("api", Outcome.PASS);

        assertEquals(2, rig.count(Command.ReloadProcess.class, "api"));
        assertEquals(List.of(ReloadResult.GOOD, ReloadResult.GOOD), results(rig));
    }

    @Test
    void anOperatorsReloadWinsOverRecoverysDoubts() {
        var hung = up(service("api"));
        hung.examineByHand();
        hung.hang("api");
        assertEquals(0, hung.count(Command.StopProcess.class, "api"));
        hung.asked("api", Order.RELOAD);
        reloaded(hung);
        hung.probed("api", Outcome.PASS);
        assertEquals(List.of(ReloadResult.GOOD), results(hung));
        assertEquals(1, hung.facts(Fact.IncidentRestored.class).size());
        assertTrue(hung.facts(Fact.RungTaken.class).isEmpty());
    }

    @Test
    void anIncidentOnProbationIsNotClosedWhileItIsReloaded() {
        var rig = up(service("api"));
        rig.exited("api", 1);
        rig.started("api");
        rig.answerProbe("api", Outcome.PASS);
        assertEquals(1, rig.facts(Fact.IncidentRestored.class).size());
        rig.asked("api", Order.RELOAD);

        rig.advance(30 * SECOND);

        assertTrue(rig.facts(Fact.IncidentClosed.class).isEmpty());
        reloaded(rig);
        rig.probed("api", Outcome.PASS);
        rig.advance(1);
        assertEquals(1, rig.facts(Fact.IncidentClosed.class).size());
    }

    @Test
    void whatIsAboutToBeStoppedIsRefused() {
        var rig = new Rig(service("api"), service("web", "api"));
        rig.up("api");
        rig.up("web");
        rig.asked("web", Order.STOP);
        rig.asked("api", Order.STOP);
        assertEquals(State.UP, rig.status("api").state());

        rig.asked("api", Order.RELOAD);

        assertEquals(List.of(ReloadResult.REFUSED), results(rig));
        assertEquals(0, rig.count(Command.ReloadProcess.class, "api"));
    }
}
