package holdfast.model;

import java.util.Optional;

/// One configured check.
///
/// @param role what its failure means
/// @param everyNanos start to start, while all is well; at least 100 ms
/// @param recheckNanos start to start, while in doubt; at most `everyNanos`
/// @param timeoutNanos overall deadline of one probe, name resolution included
/// @param failAfter failures in a row, or among the [#lately] last answers, that make the verdict bad, at least 1
/// @param goodAfter passes in a row that make a bad verdict good again, at least 1
/// @param blame the service that is healed when this check fails while the alive checks pass: the way here, not what is here
public record CheckSpec(
        CheckId id,
        Question question,
        Role role,
        long everyNanos,
        long recheckNanos,
        long timeoutNanos,
        int failAfter,
        int goodAfter,
        Optional<ServiceId> blame) {
    /// Answers that are remembered at most.
    public static final int LATELY_MOST = 63;

    /// What a failing check means for the service.
    public enum Role {
        /// Heal me: the service itself is broken.
        ALIVE,
        /// Tell, but do not restart: it may be somebody else's fault.
        READY
    }

    /// Blames nobody.
    public CheckSpec(
            CheckId id,
            Question question,
            Role role,
            long everyNanos,
            long recheckNanos,
            long timeoutNanos,
            int failAfter,
            int goodAfter) {
        this(id, question, role, everyNanos, recheckNanos, timeoutNanos, failAfter, goodAfter, Optional.empty());
    }

    public CheckSpec {
        if (failAfter < 1 || goodAfter < 1 || everyNanos < 1 || recheckNanos < 1 || timeoutNanos < 1) {
            throw new IllegalArgumentException("thresholds and times of check " + id + " must be positive");
        }
        recheckNanos = Math.min(recheckNanos, everyNanos);
    }

    /// Among how many of the last answers `failAfter` failures are as bad as a row of them: more than half.
    public int lately() {
        return Math.min(2 * failAfter - 1, LATELY_MOST);
    }
}
