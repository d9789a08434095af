package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Fact;
import holdfast.model.Fact.AlertKind;
import holdfast.model.Fact.Cause;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Stories of a service that answers, and then does not, and then does.
final class FlappingTest {
    /// Health must hold for longer than from one probe to the next.
    private static final RecoverPolicy POLICY = new RecoverPolicy(
            3, 600 * SECOND, SECOND, 60 * SECOND, 20, 0, 600 * SECOND, 3600 * SECOND, 30 * SECOND, 600 * SECOND);

    private static Rig up() {
        var rig = new Rig(service("api", POLICY));
        rig.up("api");
        return rig;
    }

    private static void answer(Rig rig, Outcome... outcomes) {
        for (Outcome outcome : outcomes) {
            rig.advanceToProbe("api");
            rig.probed("api", outcome);
        }
    }

    /// A crash, and the new process answers: on probation.
    private static Rig restored() {
        var rig = up();
        rig.exited("api", 1);
        rig.started("api");
        rig.probed("api", Outcome.PASS);
        assertEquals(1, rig.facts(Fact.IncidentRestored.class).size());
        return rig;
    }

    @Test
    void oneFailedProbeDoesNotRestart() {
        var rig = up();

        answer(rig, Outcome.FAIL, Outcome.PASS, Outcome.PASS);

        assertTrue(rig.facts(Fact.IncidentOpened.class).isEmpty());
        assertEquals(0, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void threeFailuresAmongItsLastFiveAnswersAreAnIncidentThatSaysSoAndIsMended() {
        var rig = up();

        answer(rig, Outcome.FAIL, Outcome.PASS, Outcome.FAIL, Outcome.PASS, Outcome.FAIL);

        var opened = rig.facts(Fact.IncidentOpened.class).getFirst();
        assertEquals(Cause.NOT_ANSWERING, opened.cause());
        assertEquals(Reason.of("health.flapping", "http", 3, 5), opened.reason());
        assertEquals(1, rig.count(Command.StopProcess.class, "api"));
    }

    @Test
    void itsStatusSaysHowOftenItFailedLately() {
        var rig = up();

        answer(rig, Outcome.FAIL, Outcome.PASS, Outcome.FAIL);

        var check = rig.status("api").checks().getFirst();
        assertEquals(1, check.failuresInRow());
        assertEquals(2, check.failuresLately());
        assertEquals(4, check.answersLately());
    }

    @Test
    void anIncidentStaysOpenWhileItsCheckStillFailsNowAndThen() {
        var rig = restored();

        answer(rig, Outcome.FAIL, Outcome.PASS, Outcome.PASS, Outcome.FAIL, Outcome.PASS, Outcome.PASS);
        rig.advance(5 * SECOND);
        assertTrue(rig.facts(Fact.IncidentClosed.class).isEmpty());

        answer(rig, Outcome.PASS, Outcome.PASS, Outcome.PASS);
        assertEquals(1, rig.facts(Fact.IncidentClosed.class).size());
    }

    @Test
    void whatComesAndGoesIsToldOnceAndNotEachTime() {
        var rig = restored();

        for (int turns = 0; turns < 30; turns++) {
            answer(rig, Outcome.FAIL, Outcome.PASS, Outcome.PASS, Outcome.PASS);
        }

        assertEquals(1, rig.facts(Fact.IncidentOpened.class).size());
        assertEquals(List.of(), rig.facts(Fact.AlertDecided.class).stream().map(Fact.AlertDecided::kind).filter(kind -> kind != AlertKind.DOWN).toList());
    }
}
