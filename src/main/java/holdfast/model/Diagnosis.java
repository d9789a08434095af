package holdfast.model;

import java.util.List;
import java.util.Optional;

/// Why a service is in trouble, as far as the evidence tells.
///
/// @param reason the cause in one sentence
/// @param evidence what speaks for it, strongest first
/// @param remedy the targeted repair for it, when there is one that may be used
/// @param advice what this cause calls for
/// @param otherwise what it calls for when the remedy did not hold; the same as `advice` when there is none
public record Diagnosis(
        Blame blame,
        Confidence confidence,
        Reason reason,
        List<Reason> evidence,
        Optional<Remedy> remedy,
        Advice advice,
        Advice otherwise) {
    public Diagnosis {
        evidence = List.copyOf(evidence);
    }

    /// Starting anew can mend this cause.
    public boolean restartHelps() {
        return otherwise == Advice.RESTART;
    }

    /// It is proven, and lies in this service alone: that others fail at the same time is no reason to seek it outside.
    public boolean isItsOwn() {
        return confidence == Confidence.CERTAIN && blame.isOfOne();
    }

    /// Who or what is to blame.
    public enum Blame {
        CRASHED,
        OUT_OF_MEMORY,
        /// Alive, and does not answer.
        HUNG,
        /// Stopped by a signal (SIGSTOP, SIGTSTP): state T.
        FROZEN,
        PORT_HELD_BY_STRAY,
        PORT_HELD_BY_STRANGER,
        DEPENDENCY_DOWN,
        /// The way to it is broken, not the service: the one that is named must be healed.
        PROXY_BROKEN,
        WRONG_PERMISSIONS,
        DISK_FULL,
        INODES_FULL,
        MEMORY_SHORT,
        SETTING_MISSING,
        SETTING_INVALID,
        DATABASE_DAMAGED,
        CERTIFICATE_EXPIRED,
        /// It answers, too slowly.
        SLOW,
        /// It answers, wrongly.
        WRONG_ANSWER,
        /// The start itself failed, for a reason that trying again cannot mend.
        CANNOT_START,
        HOST_STARVED,
        UNKNOWN;

        /// It lies in what is one service's alone: its process, what an earlier run of it left, the files that its own check names. Many
        /// services may have in common a host, a disk, memory, a network, a database, a file of settings or a certificate. Whoever
        /// lives and does not answer may wait for one of these; and who a stranger is, is seen of all in the same way, rightly or not.
        boolean isOfOne() {
            return switch (this) {
                case CRASHED, FROZEN, PORT_HELD_BY_STRAY, WRONG_PERMISSIONS -> true;
                case OUT_OF_MEMORY, HUNG, PORT_HELD_BY_STRANGER, DEPENDENCY_DOWN, PROXY_BROKEN, DISK_FULL, INODES_FULL, MEMORY_SHORT -> false;
                case SETTING_MISSING, SETTING_INVALID, DATABASE_DAMAGED, CERTIFICATE_EXPIRED, SLOW, WRONG_ANSWER -> false;
                case CANNOT_START, HOST_STARVED, UNKNOWN -> false;
            };
        }
    }

    /// How sure.
    public enum Confidence {
        /// The evidence admits nothing else.
        CERTAIN,
        LIKELY,
        GUESS
    }

    /// What a cause calls for.
    public enum Advice {
        /// The remedy first; if that does not hold, what the cause calls for without one.
        REPAIR,
        /// Up the ladder, from the restart on.
        RESTART,
        /// Wait: it is somebody else's, or the host's, and passes by itself or is being healed there.
        WAIT,
        /// Restarting cannot help: tell a person, and try slowly.
        PERSON
    }
}
