package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Event.Order;
import holdfast.model.Fact;
import holdfast.model.Fact.AlertKind;
import holdfast.model.Fact.Cause;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.RecoverPolicy;
import holdfast.model.Status.State;
import java.util.List;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The loop guard, told as stories: bounded on the first day and on the third, and never a reason to give up for good.
final class LoopGuardTest {
    private static final RecoverPolicy POLICY = RecoverPolicy.DEFAULT;

    private static Rig up(RecoverPolicy policy) {
        var rig = new Rig(service("api", policy));
        rig.up("api");
        return rig;
    }

    private static void keepHealthy(Rig rig, long nanos) {
        long until = rig.now() + nanos;
        while (rig.now() < until) {
            rig.advanceToProbe("api");
            rig.probed("api", Outcome.PASS);
        }
    }

    @Test
    void parksAfterThreeFailedAttemptsInTheWindowAndTellsOnce() {
        var rig = up(POLICY);
        for (long incarnation = 1; incarnation <= 4; incarnation++) {
            rig.exited("api", incarnation);
            rig.advance(5 * SECOND);
            if (incarnation < 4) {
                rig.started("api");
            }
        }

        assertEquals(4, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.PARKED, rig.status("api").state());
        assertEquals(List.of(AlertKind.GAVE_UP), rig.facts(Fact.AlertDecided.class).stream().map(Fact.AlertDecided::kind).toList());
    }

    @Test
    void aParkedServiceIsTriedOncePerCooldownWhichDoubles() {
        var rig = new Rig(service("api", new RecoverPolicy(
                0, 600 * SECOND, SECOND, SECOND, 0, 0, 100 * SECOND, 1000 * SECOND, SECOND, 600 * SECOND)));
        rig.up("api");
        rig.exited("api", 1);

        rig.advance(100 * SECOND - 1);
        assertEquals(1, rig.count(Command.StartProcess.class, "api"));
        rig.advance(1);
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
        rig.startFailed("api");
        rig.advance(200 * SECOND - 1);
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
        rig.advance(1);
        assertEquals(3, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void anOperatorsStartClearsTheHistoryAndTriesAtOnce() {
        var rig = up(POLICY);
        for (long incarnation = 1; incarnation <= 4; incarnation++) {
            rig.exited("api", incarnation);
            rig.advance(5 * SECOND);
            if (incarnation < 4) {
                rig.started("api");
            }
        }

        rig.asked("api", Order.START);

        assertEquals(5, rig.count(Command.StartProcess.class, "api"));
        assertEquals(Fact.Purpose.OPERATOR, rig.facts(Fact.StartIntended.class).getLast().purpose());
        rig.started("api");
        rig.exited("api", 5);
        assertEquals(6, rig.count(Command.StartProcess.class, "api"), "the next crash is the first one again");
    }

    @Test
    void aCrashLoopOfAnHourStaysWithinItsBudgetAndTellsAtMostThrice() {
        var rig = up(POLICY);
        long until = rig.now() + 3600 * SECOND;
        long incarnation = 1;
        while (rig.now() < until) {
            rig.advance(2 * SECOND);
            if (rig.facts(Fact.StartIntended.class).getLast().incarnation().number() > incarnation) {
                rig.started("api");
                incarnation++;
            }
            rig.exited("api", incarnation);
        }

        assertTrue(rig.count(Command.StartProcess.class, "api") <= 1 + 3 + 3, "starts: " + incarnation);
        assertTrue(rig.facts(Fact.AlertDecided.class).size() <= 3);
    }

    @Test
    void healthyForHoursAndThenCrashingAtOnceStillTripsTheGuard() {
        var rig = up(POLICY);
        keepHealthy(rig, 2 * 3600 * SECOND);

        for (long incarnation = 1; incarnation <= 4; incarnation++) {
            rig.exited("api", incarnation);
            rig.advance(5 * SECOND);
            if (incarnation < 4) {
                rig.started("api");
            }
        }

        assertEquals(State.PARKED, rig.status("api").state());
    }

    @Test
    void aCrashADayNeverParksAndIsAlwaysRestartedAtOnce() {
        var rig = up(POLICY);
        for (long day = 1; day <= 10; day++) {
            keepHealthy(rig, 3600 * SECOND); // an hour proves as much as a day, and the alarms of an hour are fewer
            int starts = rig.count(Command.StartProcess.class, "api");

            rig.exited("api", day);

            assertEquals(starts + 1, rig.count(Command.StartProcess.class, "api"), "on day " + day);
            rig.started("api");
            rig.probed("api", Outcome.PASS);
        }
        assertTrue(rig.facts(Fact.Parked.class).isEmpty());
    }


    @Test
    void aServiceThatCannotStartIsTriedWithinItsBudgetAndThenParked() {
        var rig = new Rig(service("api", POLICY));
        rig.observedGone("api");
        for (int step = 0; step < 10; step++) {
            if (rig.status("api").state() == State.STARTING) {
                rig.startFailed("api");
            }
            rig.advance(5 * SECOND);
        }

        assertEquals(4, rig.count(Command.StartProcess.class, "api"));
        assertEquals(State.PARKED, rig.status("api").state());
        assertEquals(Cause.START_FAILED, rig.facts(Fact.IncidentOpened.class).getFirst().cause());
    }
}
