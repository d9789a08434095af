package holdfast.sim;

import java.util.SplittableRandom;

/// All chance of one schedule, from one seed.
///
/// Times are biased to boundaries: two thirds of all delays are an exact policy limit, or one nanosecond beside it. Uniform
/// delays practically never meet a limit, and that is where `>` and `>=` differ.
final class Dice {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000 * MILLI;

    private final SplittableRandom random;
    private long[] boundaries = {SECOND};

    Dice(long seed) {
        random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
    }

    /// The limits that delays are drawn towards, in nanoseconds.
    void boundaries(long... nanos) {
        boundaries = nanos;
    }

    /// True once in `n` times.
    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    int below(int n) {
        return random.nextInt(n);
    }

    long pick(long... choices) {
        return choices[random.nextInt(choices.length)];
    }

    long seed() {
        return random.nextLong();
    }

    /// Between `least` and about the largest boundary.
    long delay(long least) {
        if (random.nextInt(3) > 0) {
            long at = boundaries[random.nextInt(boundaries.length)] + random.nextInt(3) - 1;
            return Math.max(least, at);
        }
        return Math.max(least, random.nextInt(20_000) * MILLI);
    }

    /// A few milliseconds at most: how long things take when nothing is wrong.
    long brief() {
        return random.nextInt(4) * MILLI + random.nextInt(2);
    }
}
