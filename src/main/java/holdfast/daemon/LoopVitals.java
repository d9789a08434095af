package holdfast.daemon;

import holdfast.model.Reason;
import java.util.Optional;

/// How the loop itself is doing, since it started.
///
/// @param worstTurnNanos longest turn: decision, journal and handing out of commands
/// @param slowTurns turns longer than [#SLOW_TURN_NANOS]
/// @param worstLatenessNanos how late an alarm was at worst
/// @param waiting events in the inbox
/// @param journalTrouble why the journal cannot be written at the moment
/// @param unwritten facts that wait for the journal
public record LoopVitals(
        long turns,
        long worstTurnNanos,
        long slowTurns,
        long worstLatenessNanos,
        int waiting,
        Optional<Reason> journalTrouble,
        int unwritten) {
    /// 50 ms: a tenth of the half second in which a person still takes an answer for immediate.
    public static final long SLOW_TURN_NANOS = 50_000_000L;
}
