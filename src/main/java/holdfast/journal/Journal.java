package holdfast.journal;

import holdfast.model.Fact;
import holdfast.model.Reason;
import holdfast.model.Stamped;
import java.util.List;
import java.util.Optional;

/// The facts, in order, for as long as they matter.
///
/// Threading: one thread appends; [#history] and [#tidy] may be used by others meanwhile.
public interface Journal extends AutoCloseable {
    /// Takes the facts of one turn. They become durable together or not at all, and in the order of the calls.
    ///
    /// When they cannot be written they are kept in memory, up to a bound, and written before anything newer as soon as that is
    /// possible again; a call without facts tries just that.
    ///
    /// @param nowNanos the monotonic time of the turn
    /// @param wallMillis the wall time of the turn
    Append append(List<Fact> facts, long nowNanos, long wallMillis);

    /// Everything needed to rebuild the durable half of the world, oldest first, on this boot's clock.
    ///
    /// @throws JournalUnavailable when it cannot be read
    Replay replay(long nowNanos, long wallMillis) throws JournalUnavailable;

    /// The past, seen from this moment. Facts that wait to be written are not in it.
    History history(long nowNanos, long wallMillis);

    /// Trims what no longer matters, in small steps, and does the slow part of writing that appends leave undone. Meant for a
    /// thread that nobody waits for.
    ///
    /// @return how many facts were trimmed
    /// @throws JournalUnavailable when that failed; nothing is lost by it
    int tidy(long wallMillis) throws JournalUnavailable;

    /// Makes a last attempt to write what waits.
    @Override
    void close();

    /// What became of an append.
    sealed interface Append {
        /// It is in the journal, and so is all that came before.
        ///
        /// @param last sequence of the newest fact written since the journal was opened; the facts of one call lie next to each other
        /// @param warning present when people must know something: the journal turned out damaged, and a new one was begun
        record Written(long last, Optional<Reason> warning) implements Append {}

        /// It waits in memory.
        ///
        /// @param waiting facts that wait
        /// @param lost facts given up so far, the oldest first, because too many waited
        record Kept(Reason reason, int waiting, long lost) implements Append {}
    }

    /// @param complaint present when some facts could not be read and were passed over
    record Replay(List<Stamped> facts, Optional<Reason> complaint) {
        public Replay {
            facts = List.copyOf(facts);
        }
    }
}
