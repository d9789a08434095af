package holdfast.health;

import holdfast.model.CheckSpec;

/// The last answers of one check, passes and failures alone, the newest in the lowest bit.
///
/// A streak forgets everything at the first pass, so that a check which fails every second time would never be bad. This is what
/// remembers it. A whole streak of failures is judged as such and leaves nothing here: an outage that is over is no flapping.
///
/// @param failed one bit for each answer, set when it was a failure
/// @param answers how many are remembered
record Lately(long failed, int answers) {
    static final Lately NOTHING = new Lately(0, 0);

    Lately and(boolean failure) {
        return new Lately((failed << 1) | (failure ? 1 : 0), Math.min(answers + 1, CheckSpec.LATELY_MOST));
    }

    /// How many of the last `of` answers failed.
    int failures(int of) {
        return Long.bitCount(failed & ((1L << of) - 1));
    }

    /// How many answers that was counted over.
    int counted(int of) {
        return Math.min(of, answers);
    }
}
