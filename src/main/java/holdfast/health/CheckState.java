package holdfast.health;

import holdfast.model.CheckSpec;
import holdfast.model.Limits;
import holdfast.model.ProbeResult;
import holdfast.model.Status.Verdict;
import java.util.Optional;

/// One check between its probes: observed, never journalled, `UNKNOWN` after every start.
///
/// | verdict | passes in a row | failures in a row | failures lately | becomes | because |
/// |---|---|---|---|---|---|
/// | UNKNOWN | 1 | – | – | GOOD | nothing speaks against it |
/// | UNKNOWN, GOOD | – | `failAfter` | – | BAD | one lost packet is not an outage |
/// | UNKNOWN, GOOD | – | 1 | `failAfter` | BAD | what fails every second time never fails in a row |
/// | BAD | `goodAfter` | – | fewer than `failAfter` | GOOD | one lucky answer is not health |
///
/// *Lately* is among the last `2 * failAfter - 1` answers since it was last judged anew or had failed `failAfter` times in a row: 3 of 5
/// at the defaults. An `ERROR` says nothing of the service: counts and verdict stay. `SKIPPED` likewise. After `failAfter` errors in a row the
/// check is blind, which is the monitor's fault and told as such.
///
/// @param lastFailure what the last failure was
/// @param inFlight number of the probe under way; 0 = none
/// @param giveUpAtNanos when the answer of `inFlight` counts as lost
/// @param nextAtNanos when the next probe is due, unless one is under way
/// @param startedAtNanos when the probe under way, or the last one, was started
/// @param warmups probes since the process started, while it has not answered yet
public record CheckState(
        Verdict verdict,
        int failuresInRow,
        int passesInRow,
        int errorsInRow,
        Lately lately,
        boolean blind,
        Optional<ProbeResult> last,
        Optional<ProbeResult> lastFailure,
        long lastAtNanos,
        long inFlight,
        long giveUpAtNanos,
        long nextAtNanos,
        long startedAtNanos,
        int warmups) {

    /// First wait between two probes of a starting service. It doubles up to the recheck interval, so that a service that is
    /// ready in 50 ms is seen ready in 100, and a slow one is not pestered.
    private static final long WARMUP_NANOS = 25_000_000L;

    /// Not asked yet; first due at `nextAtNanos`.
    public static CheckState fresh(long nextAtNanos) {
        return new CheckState(Verdict.UNKNOWN, 0, 0, 0, Lately.NOTHING, false, Optional.empty(), Optional.empty(), 0, 0, 0, nextAtNanos, 0, 0);
    }

    /// A probe leaves.
    public CheckState asked(CheckSpec spec, long probe, long nowNanos) {
        long giveUp = nowNanos + spec.timeoutNanos() + Limits.PROBE_ANSWER_SLACK_NANOS;
        return new CheckState(
                verdict,
                failuresInRow,
                passesInRow,
                errorsInRow,
                lately,
                blind,
                last,
                lastFailure,
                lastAtNanos,
                probe,
                giveUp,
                nextAtNanos,
                nowNanos,
                warmups);
    }

    /// An answer came while the service is in its start grace: failures are not counted, the first success counts at once.
    public CheckState answeredInGrace(CheckSpec spec, ProbeResult result, long nowNanos) {
        if (result.outcome() == ProbeResult.Outcome.PASS) {
            return answered(spec, result, nowNanos);
        }
        boolean error = result.outcome() == ProbeResult.Outcome.ERROR;
        int errors = error ? errorsInRow + 1 : 0;
        long wait = Math.min(spec.recheckNanos(), WARMUP_NANOS << Math.min(warmups, 16));
        return new CheckState(
                verdict,
                0,
                0,
                errors,
                Lately.NOTHING,
                errors >= spec.failAfter(),
                Optional.of(result),
                failureIn(result),
                nowNanos,
                0,
                0,
                nowNanos + wait,
                startedAtNanos,
                warmups + 1);
    }

    /// An answer came and is judged.
    public CheckState answered(CheckSpec spec, ProbeResult result, long nowNanos) {
        int failures = failuresInRow;
        int passes = passesInRow;
        int errors = 0;
        Lately recent = lately;
        switch (result.outcome()) {
            case PASS -> {
                passes = Math.min(passes + 1, spec.goodAfter());
                failures = 0;
                recent = recent.and(false);
            }
            case FAIL -> {
                failures = Math.min(failures + 1, spec.failAfter());
                passes = 0;
                recent = failures >= spec.failAfter() ? Lately.NOTHING : recent.and(true);
            }
            case ERROR -> errors = Math.min(errorsInRow + 1, spec.failAfter());
            case SKIPPED -> errors = errorsInRow;
        }
        boolean bad = failures >= spec.failAfter() || recent.failures(spec.lately()) >= spec.failAfter();
        Verdict next = judge(result.outcome(), bad, passes >= spec.goodAfter());
        long wait = isInDoubt(failures, next, errors) ? spec.recheckNanos() : spec.everyNanos();
        return new CheckState(
                next,
                failures,
                passes,
                errors,
                recent,
                errors >= spec.failAfter(),
                Optional.of(result),
                failureIn(result),
                nowNanos,
                0,
                0,
                Math.max(startedAtNanos + wait, nowNanos),
                startedAtNanos,
                0);
    }

    private static boolean isInDoubt(int failures, Verdict verdict, int errors) {
        return failures > 0 || verdict == Verdict.BAD || errors > 0;
    }

    /// It passes, and nothing speaks against it: its next probe waits for a whole interval, or comes with others a little sooner.
    ///
    /// @param checks as in [Coalescing#beatBefore]
    public CheckState withOthers(CheckSpec spec, int checks) {
        boolean passes = last.filter(answer -> answer.outcome() == ProbeResult.Outcome.PASS).isPresent();
        if (!passes || isInDoubt(failuresInRow, verdict, errorsInRow)) {
            return this;
        }
        return dueAt(Math.max(Coalescing.beatBefore(nextAtNanos, spec.everyNanos(), checks), lastAtNanos));
    }

    private Verdict judge(ProbeResult.Outcome outcome, boolean failsTooOften, boolean passesOftenEnough) {
        return switch (outcome) {
            case PASS -> verdict == Verdict.BAD && (failsTooOften || !passesOftenEnough) ? Verdict.BAD : Verdict.GOOD;
            case FAIL -> failsTooOften ? Verdict.BAD : verdict;
            case ERROR, SKIPPED -> verdict;
        };
    }

    private Optional<ProbeResult> failureIn(ProbeResult result) {
        return result.outcome() == ProbeResult.Outcome.FAIL ? Optional.of(result) : lastFailure;
    }

    /// What speaks against it when it is bad. One that flaps may have passed since.
    public Optional<ProbeResult> complaint() {
        return verdict == Verdict.BAD ? lastFailure.or(() -> last) : last;
    }

    /// It is bad without having failed so often in a row.
    public boolean isFlapping(CheckSpec spec) {
        return verdict == Verdict.BAD && failuresInRow < spec.failAfter() && failuresLately(spec) >= spec.failAfter();
    }

    public int failuresLately(CheckSpec spec) {
        return lately.failures(spec.lately());
    }

    public int answersLately(CheckSpec spec) {
        return lately.counted(spec.lately());
    }

    /// None of its last answers speaks against it. One that does not answer at all holds nothing up.
    public boolean isSteady(CheckSpec spec) {
        boolean says = last.filter(answer -> answer.outcome() == ProbeResult.Outcome.PASS || answer.outcome() == ProbeResult.Outcome.FAIL)
                .isPresent();
        return !says || failuresLately(spec) == 0;
    }

    /// The start grace is over without a success: what never passed is bad,
    /// unless it was put off: whoever was to answer said that it is too early.
    public CheckState graceEnded(CheckSpec spec) {
        boolean isPutOff = last.filter(answer -> answer.outcome() == ProbeResult.Outcome.SKIPPED).isPresent();
        return verdict == Verdict.UNKNOWN && !isPutOff ? with(Verdict.BAD, spec.failAfter()) : this;
    }

    /// Judge anew: what made it fail may have been somebody else's fault. Good stays good; bad must be shown again.
    public CheckState rejudged(long nowNanos) {
        CheckState doubt = verdict == Verdict.BAD ? with(Verdict.UNKNOWN, 0) : this;
        return doubt.dueAt(Math.min(nextAtNanos, nowNanos));
    }

    /// The same check, next asked at `atNanos`.
    public CheckState dueAt(long atNanos) {
        return new CheckState(
                verdict,
                failuresInRow,
                passesInRow,
                errorsInRow,
                lately,
                blind,
                last,
                lastFailure,
                lastAtNanos,
                inFlight,
                giveUpAtNanos,
                atNanos,
                startedAtNanos,
                warmups);
    }

    private CheckState with(Verdict other, int failures) {
        return new CheckState(
                other,
                failures,
                0,
                errorsInRow,
                Lately.NOTHING,
                blind,
                last,
                lastFailure,
                lastAtNanos,
                inFlight,
                giveUpAtNanos,
                nextAtNanos,
                startedAtNanos,
                warmups);
    }

    /// When this check wants the loop's attention next.
    public long dueNanos() {
        return inFlight != 0 ? giveUpAtNanos : nextAtNanos;
    }
}
