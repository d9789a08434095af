package holdfast.config;

import holdfast.model.RecoverPolicy;
import java.util.Optional;

/// How hard to try, as far as one level of the file says.
record Recovery(
        Optional<Integer> attempts,
        Optional<Long> windowNanos,
        Optional<Long> backoffNanos,
        Optional<Long> backoffNanosMax,
        Optional<Integer> jitterPercent,
        Optional<Long> spacingNanos,
        Optional<Long> cooldownNanos,
        Optional<Long> cooldownNanosMax,
        Optional<Long> stableNanos,
        Optional<Long> fadeNanos) {
    /// `cooldown: never`.
    static final long NEVER = Long.MAX_VALUE;

    static final Recovery NONE = attempts(Optional.empty(), Optional.empty());

    /// Only the two that variables can set.
    static Recovery attempts(Optional<Integer> attempts, Optional<Long> spacingNanos) {
        Optional<Long> none = Optional.empty();
        return new Recovery(attempts, none, none, none, Optional.empty(), spacingNanos, none, none, none, none);
    }

    /// What this level does not say, `base` says.
    Recovery over(Recovery base) {
        return new Recovery(
                attempts.or(base::attempts),
                windowNanos.or(base::windowNanos),
                backoffNanos.or(base::backoffNanos),
                backoffNanosMax.or(base::backoffNanosMax),
                jitterPercent.or(base::jitterPercent),
                spacingNanos.or(base::spacingNanos),
                cooldownNanos.or(base::cooldownNanos),
                cooldownNanosMax.or(base::cooldownNanosMax),
                stableNanos.or(base::stableNanos),
                fadeNanos.or(base::fadeNanos));
    }

    /// The default, or so long that all attempts fit in, at their spacing, twice over: in a shorter window they could never all be
    /// counted, and the service would be restarted for ever.
    long window() {
        return windowNanos.orElse(Math.max(RecoverPolicy.DEFAULT.windowNanos(), 2 * spaced()));
    }

    /// Nanoseconds from the first attempt to the one too many. At most 100 attempts, and spacing is bounded to a day.
    long spaced() {
        return attempts.orElse(RecoverPolicy.DEFAULT.attempts()) * spacingNanos.orElse(RecoverPolicy.DEFAULT.spacingNanos());
    }

    /// A maximum that is not written is never below what it is the maximum of.
    RecoverPolicy policy() {
        RecoverPolicy standard = RecoverPolicy.DEFAULT;
        long backoff = backoffNanos.orElse(standard.backoffNanos());
        long cooldown = cooldownNanos.orElse(standard.cooldownNanos());
        return new RecoverPolicy(
                attempts.orElse(standard.attempts()),
                window(),
                backoff,
                Math.max(backoff, backoffNanosMax.orElse(standard.backoffNanosMax())),
                jitterPercent.orElse(standard.jitterPercent()),
                spacingNanos.orElse(standard.spacingNanos()),
                cooldown,
                Math.max(cooldown, cooldownNanosMax.orElse(standard.cooldownNanosMax())),
                stableNanos.orElse(standard.stableNanos()),
                fadeNanos.orElse(standard.fadeNanos()));
    }
}
