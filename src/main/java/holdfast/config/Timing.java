package holdfast.config;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Question;
import holdfast.model.ServiceId;
import java.util.Optional;

/// How often a check asks and how it judges, as far as one level of the file says.
record Timing(
        Optional<Long> everyNanos,
        Optional<Long> recheckNanos,
        Optional<Long> timeoutNanos,
        Optional<Integer> failAfter,
        Optional<Integer> goodAfter) {
    private static final long SECOND = 1_000_000_000L;

    static final Timing NONE =
            new Timing(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// A hang begins at most 20 s before the next probe; that probe and two rechecks fail for 5 s each. So it is certain after
    /// 35 s, which leaves 10 s for stop and start within the 45 s that are promised. 30 s would break the promise.
    static final long EVERY_NANOS = 20 * SECOND;

    static final long RECHECK_NANOS = 2 * SECOND;
    static final long TIMEOUT_NANOS = 5 * SECOND;

    /// One lost packet is no outage; three misses in a row are the choice of the kubelet (failureThreshold) as well.
    static final int FAIL_AFTER = 3;

    /// A backend says so only after tries of its own.
    static final int BACKEND_FAIL_AFTER = 1;

    static final int GOOD_AFTER = 2;

    /// For checks of something that does not flicker: once seen is proven. What is said for all checks of a service is meant for
    /// the others.
    Timing certain() {
        return new Timing(everyNanos, recheckNanos, timeoutNanos, Optional.of(1), Optional.of(1));
    }

    /// What this level does not say, `base` says.
    Timing over(Timing base) {
        return new Timing(
                everyNanos.or(base::everyNanos),
                recheckNanos.or(base::recheckNanos),
                timeoutNanos.or(base::timeoutNanos),
                failAfter.or(base::failAfter),
                goodAfter.or(base::goodAfter));
    }

    long every() {
        return everyNanos.orElse(EVERY_NANOS);
    }

    /// Never longer than `every`: an inherited timeout gives way to a check that asks more often.
    long timeout() {
        return Math.min(timeoutNanos.orElse(TIMEOUT_NANOS), every());
    }

    CheckSpec spec(CheckId id, Question question, CheckSpec.Role role, Optional<ServiceId> blame) {
        return new CheckSpec(
                id,
                question,
                role,
                every(),
                Math.min(recheckNanos.orElse(RECHECK_NANOS), every()),
                timeout(),
                failAfter.orElse(question instanceof Question.BackendHealth ? BACKEND_FAIL_AFTER : FAIL_AFTER),
                goodAfter.orElse(GOOD_AFTER),
                blame);
    }
}
