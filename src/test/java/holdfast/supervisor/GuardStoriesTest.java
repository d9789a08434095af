package holdfast.supervisor;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Fact.Closing;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceSpec;
import holdfast.model.Status.State;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What the guard counts, and what makes it forget: health, and neither life nor a restart of Holdfast.
final class GuardStoriesTest {
    private static final RecoverPolicy POLICY = RecoverPolicy.DEFAULT;

    private static Rig up(ServiceSpec spec) {
        var rig = new Rig(spec);
        rig.up("api");
        return rig;
    }

    /// Dies; is started again when that is due, as far as it is.
    private static void crash(Rig rig, long incarnation) {
        int starts = rig.count(Command.StartProcess.class, "api");
        rig.exited("api", incarnation);
        rig.advance(5 * SECOND);
        if (rig.count(Command.StartProcess.class, "api") > starts) {
            rig.started("api");
        }
    }

    @Test
    void aLongLifeWithoutHealthDoesNotResetTheBackoff() {
        ServiceSpec plain = service("api", POLICY);
        var rig = up(new ServiceSpec(
                plain.id(), plain.driver(), plain.port(), plain.needs(), plain.checks(), 7_200 * SECOND, plain.stopWithinNanos(),
                POLICY, plain.notifyAfterNanos(), true));
        rig.exited("api", 1);
        rig.started("api");
        rig.advance(3_600 * SECOND); // it lives, and has not answered once

        rig.exited("api", 2);

        assertTrue(rig.facts(Fact.RecoveryDelayed.class).getLast().delayNanos() >= POLICY.backoffNanos());
        assertEquals(2, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void aWaitLongerThanTheWindowStillTripsByTheHour() {
        var patient = new RecoverPolicy(
                3, 10 * SECOND, 6, 12, 30 * SECOND, 30 * SECOND, 0, 0, 600 * SECOND, 600 * SECOND, SECOND, 600 * SECOND);
        var rig = up(service("api", patient));
        for (long incarnation = 1; rig.facts(Fact.Parked.class).isEmpty(); incarnation++) {
            rig.exited("api", incarnation);
            rig.advance(31 * SECOND);
            if (rig.facts(Fact.Parked.class).isEmpty()) {
                rig.started("api");
            }
        }

        assertEquals(6, rig.facts(Fact.RungTaken.class).size());
        assertTrue(rig.now() < 4_600 * SECOND);
    }

    @Test
    void aRestartOfHoldfastNeitherForgetsAnAttemptNorCountsOne() {
        var rig = up(service("api", POLICY));
        crash(rig, 1);
        crash(rig, 2);
        rig.restartDaemon();
        var observe = rig.last(Command.ObserveProcess.class, "api");
        rig.event(new Event.ProcessObserved(
                observe.service(),
                observe.inquiry(),
                new Event.Observation.Running(observe.process().orElseThrow(), Event.Origin.HOLDFAST)));
        crash(rig, 3);
        assertEquals(State.STARTING, rig.status("api").state());

        crash(rig, 4);

        assertEquals(State.PARKED, rig.status("api").state());
        assertEquals(POLICY.attempts(), rig.facts(Fact.RungTaken.class).size());
    }

    @Test
    void aParkedServiceIsTriedAtOnceWhenWhatItNeedsIsBack() {
        var rig = new Rig(service("db", POLICY), service("api", POLICY, "db"));
        rig.up("db");
        rig.up("api");
        for (long incarnation = 1; incarnation <= 4; incarnation++) {
            crash(rig, incarnation);
        }
        assertEquals(State.PARKED, rig.status("api").state());
        int starts = rig.count(Command.StartProcess.class, "api");

        rig.exited("db", 1);
        rig.started("db");
        assertEquals(starts, rig.count(Command.StartProcess.class, "api"));
        rig.probed("db", Outcome.PASS);

        assertEquals(Closing.DEPENDENCY_BACK, rig.facts(Fact.Unparked.class).getLast().cause());
        assertEquals(starts + 1, rig.count(Command.StartProcess.class, "api"));
    }

    @Test
    void whatItNeedsComesBackAllDayAndTheDayIsCountedAllTheSame() {
        var rig = new Rig(service("db", POLICY), service("api", POLICY, "db"));
        rig.up("db");
        rig.up("api");
        long incarnation = 1;
        for (long returns = 1; returns <= 10; returns++) {
            for (int i = 0; i < 4 && rig.status("api").state() != State.PARKED; i++) {
                crash(rig, incarnation++);
            }
            rig.exited("db", returns);
            rig.advance(600 * SECOND); // the backoff of the database, and none of the api's slow retries while its need is down
            rig.started("db");
            rig.probed("db", Outcome.PASS);
            if (rig.status("api").state() != State.PARKED) {
                rig.started("api");
            }
        }

        long counted = rig.facts(Fact.StartIntended.class).stream()
                .filter(start -> start.service().name().equals("api") && start.purpose() == Fact.Purpose.RECOVERY)
                .count();
        assertEquals(POLICY.daily(), counted);
        // Without an attempt left it stays given up: to take that back for a moment would begin the cooldown anew.
        List<Class<?>> course = rig.facts(Fact.class).stream()
                .filter(fact -> fact.service().name().equals("api"))
                .<Class<?>>map(Fact::getClass)
                .filter(List.of(Fact.Unparked.class, Fact.Parked.class, Fact.StartIntended.class)::contains)
                .toList();
        assertEquals(-1, Collections.indexOfSubList(course, List.of(Fact.Unparked.class, Fact.Parked.class)));
    }

    @Test
    void aRestartOfWhatLivesCountsBesideTheCrashes() {
        var rig = up(service("api", POLICY));
        crash(rig, 1);
        rig.probed("api", Outcome.PASS);
        rig.hang("api"); // over its memory limit, for example
        rig.advance(3 * SECOND);
        rig.stopped("api");
        rig.started("api");
        rig.probed("api", Outcome.PASS);
        crash(rig, 3);

        crash(rig, 4);

        assertEquals(State.PARKED, rig.status("api").state());
        assertEquals(POLICY.attempts(), rig.facts(Fact.RungTaken.class).size());
    }
}
