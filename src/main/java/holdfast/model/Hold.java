package holdfast.model;

import java.util.Optional;

/// Why recovery deliberately does nothing.
///
/// @param culprit the service because of which, when it is one
/// @param reason in one sentence
public record Hold(Kind kind, Optional<ServiceId> culprit, Reason reason) {
    /// The kinds, in the order in which they are looked for.
    public enum Kind {
        /// A person said: do not touch.
        PINNED,
        /// Mode `observe`.
        OBSERVING,
        /// Something it needs does not serve.
        DEPENDENCY,
        /// A check blames another service, and that one is being healed.
        BLAMED_ELSEWHERE,
        /// Too many services stopped answering together, and nothing proves that the cause lies in this one.
        COMMON_CAUSE,
        /// Too many stopped answering together, and the cause of this one is its own: one such service is mended after the other.
        ONE_BY_ONE,
        /// Holdfast itself is late, or its own canary is red: what it sees may be its own fault.
        OBSERVER,
        /// Another repair is under way in the same chain of needs.
        CHAIN,
        /// The host's budget of recovery starts is used up.
        HOST_BUDGET,
        /// The host is starved: a restart is more load.
        HOST_STARVED,
        /// Mode `propose`: it waits for a person's word.
        APPROVAL
    }
}
