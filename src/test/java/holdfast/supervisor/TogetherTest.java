package holdfast.supervisor;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Fact;
import holdfast.model.Fact.AlertKind;
import holdfast.model.Finding;
import holdfast.model.Health;
import holdfast.model.Hold;
import holdfast.model.HostPolicy;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.model.Status.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static holdfast.supervisor.Rig.SECOND;
import static holdfast.supervisor.Rig.service;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Stories in which the cause lies outside the service: others, the host, or ourselves.
final class TogetherTest {
    private static final RecoverPolicy POLICY = RecoverPolicy.DEFAULT;
    private static final Reason WHY = Reason.of("t.why");

    private static ServiceSpec[] services(int count) {
        return IntStream.range(0, count).mapToObj(i -> service("s" + i, POLICY)).toArray(ServiceSpec[]::new);
    }

    private static Rig allUp(int count) {
        var rig = new Rig(services(count));
        for (int i = 0; i < count; i++) {
            rig.up("s" + i);
        }
        return rig;
    }

    private static Optional<Hold.Kind> hold(Rig rig, String name) {
        return rig.status(name).incident().flatMap(incident -> incident.hold()).map(Hold::kind);
    }

    /// Asks and answers until `until`, each service as `outcome` says.
    private static void probeAll(Rig rig, int count, Outcome outcome, long nanos) {
        for (long end = rig.now() + nanos; rig.now() < end; ) {
            rig.advance(SECOND / 2);
            for (int i = 0; i < count; i++) {
                rig.answerProbe("s" + i, outcome);
            }
        }
    }

    @Test
    void whenMostStopAnsweringTogetherNothingIsRestartedAndOneAlertTells() {
        var rig = allUp(4);

        probeAll(rig, 4, Outcome.FAIL, 120 * SECOND);

        for (int i = 0; i < 4; i++) {
            assertEquals(0, rig.count(Command.StopProcess.class, "s" + i));
            assertEquals(Optional.of(Hold.Kind.COMMON_CAUSE), hold(rig, "s" + i));
        }
        assertEquals(List.of(AlertKind.DOWN), rig.facts(Fact.AlertDecided.class).stream().map(Fact.AlertDecided::kind).toList());
    }

    @Test
    void whatTheyHadInCommonIsOverSoTheyAreWellAgainUntouched() {
        var rig = allUp(4);
        probeAll(rig, 4, Outcome.FAIL, 120 * SECOND);

        probeAll(rig, 4, Outcome.PASS, 60 * SECOND);

        for (int i = 0; i < 4; i++) {
            assertEquals(Health.HEALTHY, rig.status("s" + i).health());
            assertEquals(1, rig.count(Command.StartProcess.class, "s" + i));
        }
        assertEquals(4, rig.facts(Fact.IncidentClosed.class).size());
    }

    @Test
    void aCommonCauseThatDoesNotPassIsTriedOneByOne() {
        var rig = allUp(4);

        probeAll(rig, 4, Outcome.FAIL, 630 * SECOND);

        long stopping = IntStream.range(0, 4)
                .filter(i -> rig.status("s" + i).state() == State.STOPPING)
                .count();
        assertEquals(1, stopping);
    }

    @Test
    void beforeTheFirstIsRestartedTheOthersAreAskedAndWhatTheySayCounts() {
        var rig = allUp(4);
        int asked = rig.count(Command.RunProbe.class, "s3");
        for (int failures = 0; failures < 3; failures++) {
            rig.advance((failures == 0 ? 10 : 2) * SECOND);
            rig.answerProbe("s0", Outcome.FAIL);
            if (failures == 0) {
                for (int i = 1; i < 4; i++) {
                    rig.answerProbe("s" + i, Outcome.PASS);
                }
                asked = rig.count(Command.RunProbe.class, "s3");
            }
        }
        assertEquals(Health.UNHEALTHY, rig.status("s0").health());
        assertEquals(asked + 1, rig.count(Command.RunProbe.class, "s3"));
        assertEquals(0, rig.count(Command.StopProcess.class, "s0"));

        rig.answerProbe("s1", Outcome.FAIL);
        rig.answerProbe("s2", Outcome.FAIL);
        rig.answerProbe("s3", Outcome.PASS);
        rig.advance(SECOND / 10);

        assertEquals(0, rig.count(Command.StopProcess.class, "s0"));
        assertEquals(Optional.of(Hold.Kind.COMMON_CAUSE), hold(rig, "s0"));
    }

    @Test
    void aServiceThatIsAloneInItsTroubleIsNotKeptWaiting() {
        var rig = allUp(4);
        for (int failures = 0; failures < 3; failures++) {
            rig.advance((failures == 0 ? 10 : 2) * SECOND);
            rig.answerProbe("s0", Outcome.FAIL);
            for (int i = 1; i < 4; i++) {
                rig.answerProbe("s" + i, Outcome.PASS);
            }
        }
        rig.advance(SECOND / 10);

        assertEquals(1, rig.count(Command.StopProcess.class, "s0"));
    }

    @Test
    void whatTheBudgetOfTheHostHeldIsRestartedInTheVeryNanosecondThatHasRoomForIt() {
        var rig = allUp(11);
        for (int i = 0; i < 10; i++) {
            rig.exited("s" + i, 1);
        }
        rig.advance(3 * SECOND + 7);
        rig.exited("s10", 1);
        assertEquals(Optional.of(Hold.Kind.HOST_BUDGET), hold(rig, "s10"));

        rig.advance(7 * SECOND - 7);
        assertEquals(1, rig.count(Command.StartProcess.class, "s10"));
        rig.advance(1);
        assertEquals(2, rig.count(Command.StartProcess.class, "s10"));
    }

    @Test
    void fiftyThatCrashTogetherComeBackWithinTheBudgetOfTheHost() {
        var rig = allUp(50);
        int before = rig.facts(Fact.StartIntended.class).size();
        for (int i = 0; i < 50; i++) {
            rig.exited("s" + i, 1);
        }
        int most = HostPolicy.DEFAULT.starts();
        assertEquals(most, rig.facts(Fact.StartIntended.class).size() - before);

        var perWindow = new ArrayList<Integer>();
        for (int window = 0; window < 5; window++) {
            int started = rig.facts(Fact.StartIntended.class).size();
            rig.advance(HostPolicy.DEFAULT.windowNanos() + 2);
            perWindow.add(rig.facts(Fact.StartIntended.class).size() - started);
        }

        assertTrue(perWindow.stream().allMatch(starts -> starts <= most), perWindow.toString());
        for (int i = 0; i < 50; i++) {
            assertEquals(2, rig.count(Command.StartProcess.class, "s" + i), "s" + i);
        }
    }

    @Test
    void nothingIsDoneWhileWeAreNotFitToJudge() {
        var rig = allUp(1);
        rig.event(new Event.ObserverJudged(false, WHY));

        rig.exited("s0", 1);
        assertEquals(1, rig.count(Command.StartProcess.class, "s0"));
        assertEquals(Optional.of(Hold.Kind.OBSERVER), hold(rig, "s0"));

        rig.event(new Event.ObserverJudged(true, WHY));
        assertEquals(2, rig.count(Command.StartProcess.class, "s0"));
    }

    @Test
    void aDoubtThatIsNotSaidAgainExpires() {
        var rig = allUp(1);
        rig.event(new Event.ObserverJudged(false, WHY));
        rig.exited("s0", 1);

        rig.advance(6 * SECOND);

        assertEquals(2, rig.count(Command.StartProcess.class, "s0"));
    }

    @Test
    void aBrokenProxyIsHealedAndTheServiceBehindItLeftAlone() {
        var app = service("app", POLICY);
        var way = new CheckSpec(
                new CheckId(app.id(), "public"), new Question.Tcp("127.0.0.1", 2), CheckSpec.Role.READY, 10 * SECOND,
                2 * SECOND, SECOND, 3, 2, Optional.of(new ServiceId("nginx")));
        var rig = new Rig(service("nginx", POLICY), app.withChecks(List.of(app.checks().getFirst(), way)));
        rig.up("nginx");
        rig.observedGone("app");
        rig.started("app");
        rig.answerProbe("app", "http", Outcome.PASS);
        rig.answerProbe("app", "public", Outcome.PASS);

        for (long end = rig.now() + 40 * SECOND; rig.now() < end; ) {
            rig.advance(SECOND / 2);
            rig.answerProbe("nginx", "http", Outcome.PASS);
            rig.answerProbe("app", "http", Outcome.PASS);
            rig.answerProbe("app", "public", Outcome.FAIL);
        }

        assertEquals(1, rig.count(Command.StopProcess.class, "nginx"));
        assertEquals(0, rig.count(Command.StopProcess.class, "app"));
        assertEquals(Optional.of(Hold.Kind.BLAMED_ELSEWHERE), hold(rig, "app"));
    }

    @Test
    void aRefusedConnectionIsLaidToTheNeedThatDoesNotServe() {
        var rig = new Rig(service("db", POLICY), service("api", POLICY, "db"));
        rig.up("db");
        rig.up("api");
        rig.examineByHand();

        rig.hang("db");
        rig.hang("api");
        rig.examined("api", new Finding.LastWords(Finding.Hint.DEPENDENCY_REFUSED, "connect ECONNREFUSED 127.0.0.1:5432"));

        assertEquals(Optional.of(Hold.Kind.DEPENDENCY), hold(rig, "api"));
        assertEquals(
                Reason.of("diagnosis.dependency.need", "db"),
                rig.status("api").incident().flatMap(incident -> incident.diagnosis()).orElseThrow().reason());
    }

    @Test
    void aStarvedHostIsWaitedForAndLookedAtAgainEveryHalfMinute() {
        var rig = allUp(1);
        rig.examineByHand();
        for (int failures = 0; failures < 3; failures++) {
            rig.advance((failures == 0 ? 10 : 2) * SECOND);
            rig.answerProbe("s0", Outcome.FAIL);
        }
        var starved = new Finding.Pressure(99, 99, 99);
        rig.examined("s0", starved);
        assertEquals(Optional.of(Hold.Kind.HOST_STARVED), hold(rig, "s0"));

        rig.advance(31 * SECOND);
        assertEquals(2, rig.count(Command.Examine.class, "s0"));
        assertEquals(0, rig.count(Command.StopProcess.class, "s0"));
        rig.examined("s0");

        assertEquals(1, rig.count(Command.StopProcess.class, "s0"));
    }
}
