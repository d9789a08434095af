package holdfast.config;

import holdfast.model.Limits;
import holdfast.model.RecoverPolicy;
import java.util.Optional;

/// How hard to try, as far as one level of the file says.
record Recovery(
        Optional<Integer> attempts,
        Optional<Long> windowNanos,
        Optional<Integer> hourly,
        Optional<Integer> daily,
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
        Optional<Integer> no = Optional.empty();
        return new Recovery(attempts, none, no, no, none, none, no, spacingNanos, none, none, none, none);
    }

    /// What this level does not say, `base` says.
    Recovery over(Recovery base) {
        return new Recovery(
                attempts.or(base::attempts),
                windowNanos.or(base::windowNanos),
                hourly.or(base::hourly),
                daily.or(base::daily),
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

    /// Attempts within any hour: the default, or twice the attempts of the window if that is more. A window alone lets a service
    /// through that falls a little more slowly than its length, for ever.
    int inAnHour() {
        return Math.max(most(), hourly.orElse(Math.min(Limits.ATTEMPTS_REMEMBERED, Math.max(RecoverPolicy.DEFAULT.hourly(), 2 * most()))));
    }

    /// Attempts within 24 hours: the default, or twice those of an hour.
    int inADay() {
        int twice = Math.min(Limits.ATTEMPTS_REMEMBERED, Math.max(RecoverPolicy.DEFAULT.daily(), 2 * inAnHour()));
        return Math.max(inAnHour(), daily.orElse(twice));
    }

    int most() {
        return attempts.orElse(RecoverPolicy.DEFAULT.attempts());
    }

    /// Nanoseconds from the first attempt to the one too many. At most 100 attempts, and spacing is bounded to a day.
    long spaced() {
        return most() * spacingNanos.orElse(RecoverPolicy.DEFAULT.spacingNanos());
    }

    /// A maximum that is not written is never below what it is the maximum of.
    RecoverPolicy policy() {
        RecoverPolicy standard = RecoverPolicy.DEFAULT;
        long backoff = backoffNanos.orElse(standard.backoffNanos());
        long cooldown = cooldownNanos.orElse(standard.cooldownNanos());
        return new RecoverPolicy(
                most(),
                window(),
                inAnHour(),
                inADay(),
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
