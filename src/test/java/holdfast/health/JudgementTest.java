package holdfast.health;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.CheckSpec.Role;
import holdfast.model.Health;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Status.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

final class JudgementTest {
    private static CheckSpec check(String name, Role role) {
        return new CheckSpec(
                new CheckId(new ServiceId("api"), name), new Question.Tcp("127.0.0.1", 1), role, 10, 10, 10, 1, 1);
    }

    private static CheckState state(Verdict verdict) {
        CheckSpec once = check("any", Role.ALIVE);
        return switch (verdict) {
            case UNKNOWN -> CheckState.fresh(0);
            case GOOD -> CheckState.fresh(0).answered(once, ProbeResult.of(Outcome.PASS, Reason.of("t.good"), 1), 0);
            case BAD -> CheckState.fresh(0).answered(once, ProbeResult.of(Outcome.FAIL, Reason.of("t.bad"), 1), 0);
        };
    }

    /// The whole table: every pair of verdicts of one alive and one ready check.
    @Test
    void judgesEveryPairOfAliveAndReadyAsTheTableSays() {
        for (Verdict alive : Verdict.values()) {
            for (Verdict ready : Verdict.values()) {
                var specs = List.of(check("alive", Role.ALIVE), check("ready", Role.READY));
                Health expected = asTheTableSays(alive, ready);

                assertEquals(expected, Judgement.over(specs, List.of(state(alive), state(ready))).health(), alive + "/" + ready);
                assertEquals(
                        expected,
                        Judgement.over(specs.reversed(), List.of(state(ready), state(alive))).health(),
                        "in the other order: " + alive + "/" + ready);
            }
        }
    }

    private static Health asTheTableSays(Verdict alive, Verdict ready) {
        return switch (alive) {
            case BAD -> Health.UNHEALTHY;
            case UNKNOWN -> Health.UNKNOWN;
            case GOOD ->
                switch (ready) {
                    case BAD -> Health.DEGRADED;
                    case UNKNOWN -> Health.UNKNOWN;
                    case GOOD -> Health.HEALTHY;
                };
        };
    }

    @Test
    void namesTheCheckThatDecidedAndItsReason() {
        var specs = List.of(check("first", Role.ALIVE), check("second", Role.ALIVE));

        Judgement judgement = Judgement.over(specs, List.of(state(Verdict.GOOD), state(Verdict.BAD)));

        assertEquals("second", judgement.check().orElseThrow().name());
        assertEquals("t.bad", judgement.reason().key());
    }

    @Test
    void ofACheckThatFlapsItIsSaidHowOftenItFailedLately() {
        CheckSpec spec = new CheckSpec(check("http", Role.ALIVE).id(), new Question.Tcp("127.0.0.1", 1), Role.ALIVE, 10, 10, 10, 3, 2);
        CheckState state = CheckState.fresh(0);
        for (Outcome outcome : List.of(Outcome.FAIL, Outcome.PASS, Outcome.FAIL, Outcome.PASS, Outcome.FAIL)) {
            state = state.answered(spec, ProbeResult.of(outcome, Reason.of("t." + outcome), 1), 0);
        }

        assertEquals(Reason.of("health.flapping", "http", 3, 5), Judgement.over(List.of(spec), List.of(state)).reason());
    }

    @Test
    void aPassIsNeverTheReasonForWhatIsBad() {
        CheckSpec twice = new CheckSpec(check("http", Role.ALIVE).id(), new Question.Tcp("127.0.0.1", 1), Role.ALIVE, 10, 10, 10, 1, 2);
        CheckState state = CheckState.fresh(0)
                .answered(twice, ProbeResult.of(Outcome.FAIL, Reason.of("t.bad"), 1), 0)
                .answered(twice, ProbeResult.of(Outcome.PASS, Reason.of("t.good"), 1), 0);

        assertEquals("t.bad", Judgement.over(List.of(twice), List.of(state)).reason().key());
    }

    @Test
    void withoutChecksRunningIsHealthy() {
        assertEquals(Health.HEALTHY, Judgement.over(List.of(), List.of()).health());
    }
}
