package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Fact;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.Status.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;

/// Stories of services that somebody else restarts as well.
final class RivalTest {
    private static final ServiceId API = new ServiceId("api");
    private static final Reason UNIT = Reason.of("t.unit");

    private Rig rig = new Rig();

    @BeforeEach
    void begin() {
        rig = new Rig(service("api", RecoverPolicy.DEFAULT));
        rig.up("api");
    }

    private void seen(Reason... rivals) {
        rig.event(new Event.RivalsSeen(API, List.of(rivals)));
    }

    private int starts() {
        return rig.count(Command.StartProcess.class, "api");
    }

    /// What is asked after a crash is answered: the other has brought it back.
    private void broughtBack(long pid) {
        rig.advance(3 * SECOND);
        var observe = rig.last(Command.ObserveProcess.class, "api");
        rig.event(new Event.ProcessObserved(
                API, observe.inquiry(), new Observation.Running(new ProcessIdentity(pid, 1, "boot"), Origin.HAND)));
    }

    @Test
    void aRivalIsNotedOnceAndOnceMoreWhenItIsGone() {
        seen();
        assertEquals(0, rig.facts(Fact.RivalsNoted.class).size());

        seen(UNIT);
        seen(UNIT);
        assertEquals(List.of(new Fact.RivalsNoted(API, List.of(UNIT))), rig.facts(Fact.RivalsNoted.class));
        assertEquals(List.of(UNIT), rig.status("api").rivals());

        seen();
        assertEquals(2, rig.facts(Fact.RivalsNoted.class).size());
        assertEquals(List.of(), rig.status("api").rivals());
    }

    @Test
    void aRivalIsStillKnownAfterARestartOfHoldfast() {
        seen(UNIT);

        rig.restartDaemon();

        assertEquals(List.of(UNIT), rig.status("api").rivals());
    }

    @Test
    void whatEndsIsLeftToTheRivalFirstAndWhatItBringsBackIsTaken() {
        seen(UNIT);

        rig.exited("api", 1);
        rig.advance(2 * SECOND);
        assertEquals(1, starts());
        broughtBack(777);
        rig.advance(SECOND);
        rig.probed("api", Outcome.PASS);

        assertEquals(1, starts());
        assertEquals(777, rig.status("api").process().orElseThrow().pid());
        assertEquals(1, rig.status("api").restarts());
    }

    @Test
    void whatTheRivalLeavesDownIsStartedAfterAMoment() {
        seen(UNIT);

        rig.exited("api", 1);
        rig.advance(3 * SECOND);
        rig.observedGone("api");

        assertEquals(2, starts());
    }

    @Test
    void restartsByTheRivalCountAgainstTheSameLimit() {
        seen(UNIT);
        for (int crash = 0; crash < RecoverPolicy.DEFAULT.attempts(); crash++) {
            rig.exited("api", rig.status("api").incarnation().map(Incarnation::number).orElseThrow());
            broughtBack(700 + crash);
            rig.advance(SECOND);
            rig.probed("api", Outcome.PASS);
        }

        rig.exited("api", rig.status("api").incarnation().map(Incarnation::number).orElseThrow());
        rig.advance(3 * SECOND);
        rig.observedGone("api");

        assertEquals(State.PARKED, rig.status("api").state());
        assertEquals(1, starts());
    }

    @Test
    void anOperatorsStopWinsWhileItIsLeftToTheRival() {
        seen(UNIT);
        rig.exited("api", 1);

        rig.asked("api", Event.Order.STOP);
        rig.advance(3 * SECOND);
        rig.observedGone("api");
        rig.advance(60 * SECOND);

        assertEquals(State.STOPPED, rig.status("api").state());
        assertEquals(1, starts());
    }

    @Test
    void aBackendTellsByItselfSoNothingIsWaitedFor() {
        var unit = new DriverSpec.Systemd("api.service", DriverSpec.UnitScope.SYSTEM, Optional.empty(), Optional.empty());
        rig = new Rig(service("api", RecoverPolicy.DEFAULT).withDriver(unit));
        rig.up("api");
        seen(UNIT);

        rig.exited("api", 1);

        assertEquals(2, starts());
    }
}
