package holdfast.health;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Health;
import holdfast.model.ProbeResult;
import holdfast.model.Reason;
import holdfast.model.Status.Verdict;
import java.util.List;
import java.util.Optional;

/// The verdict over a service, from the verdicts over its checks, and the check that decided it.
///
/// | alive checks | ready checks | health |
/// |---|---|---|
/// | one BAD | any | UNHEALTHY |
/// | none BAD, one UNKNOWN | any | UNKNOWN |
/// | all GOOD | one BAD | DEGRADED |
/// | all GOOD | none BAD, one UNKNOWN | UNKNOWN |
/// | all GOOD | all GOOD | HEALTHY |
///
/// A service without checks is healthy as soon as it runs.
public record Judgement(Health health, Optional<CheckId> check, Reason reason) {
    private static final Judgement HEALTHY =
            new Judgement(Health.HEALTHY, Optional.empty(), Reason.of("health.all-checks-good"));

    /// @param specs and `states` run in parallel
    public static Judgement over(List<CheckSpec> specs, List<CheckState> states) {
        int readyBad = -1;
        int unknown = -1;
        for (int i = 0; i < specs.size(); i++) {
            Verdict verdict = states.get(i).verdict();
            boolean alive = specs.get(i).role() == CheckSpec.Role.ALIVE;
            if (verdict == Verdict.BAD && alive) {
                return by(Health.UNHEALTHY, specs.get(i), states.get(i));
            }
            if (verdict == Verdict.BAD) {
                readyBad = readyBad < 0 ? i : readyBad;
            } else if (verdict == Verdict.UNKNOWN && (alive || unknown < 0)) {
                unknown = i;
            }
        }
        boolean aliveUnknown = unknown >= 0 && specs.get(unknown).role() == CheckSpec.Role.ALIVE;
        if (readyBad >= 0 && !aliveUnknown) {
            return by(Health.DEGRADED, specs.get(readyBad), states.get(readyBad));
        }
        if (unknown >= 0) {
            return by(Health.UNKNOWN, specs.get(unknown), states.get(unknown));
        }
        return HEALTHY;
    }

    private static Judgement by(Health health, CheckSpec spec, CheckState state) {
        return new Judgement(health, Optional.of(spec.id()), reason(spec, state));
    }

    /// Why one check is not good. Of one that comes and goes, the last answer would be half of the truth.
    public static Reason reason(CheckSpec spec, CheckState state) {
        return state.isFlapping(spec)
                ? Reason.of("health.flapping", spec.id().name(), state.failuresLately(spec), state.answersLately(spec))
                : state.complaint().map(ProbeResult::reason).orElseGet(() -> Reason.of("health.not-asked-yet"));
    }
}
