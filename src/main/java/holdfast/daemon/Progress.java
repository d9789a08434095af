package holdfast.daemon;

import holdfast.model.CheckId;
import holdfast.model.Fact;
import holdfast.model.ProbeResult;
import holdfast.model.Reason;
import holdfast.model.Stamped;
import java.util.List;

/// What goes on, for people who watch: each with the wall clock, in milliseconds since 1970.
public sealed interface Progress {
    long wallMillis();

    /// Something was decided or learned, and is in the journal; its sequence is 0 while the journal cannot be written.
    record Happened(Stamped stamped) implements Progress {
        @Override
        public long wallMillis() {
            return stamped.atWallMillis();
        }

        public Fact fact() {
            return stamped.fact();
        }
    }

    /// A check was asked.
    record Probed(CheckId check, ProbeResult result, long wallMillis) implements Progress {}

    /// Holdfast itself has something to say: sentences that belong together.
    record Noted(Note note, List<Reason> reasons, long wallMillis) implements Progress {
        public Noted {
            reasons = List.copyOf(reasons);
        }

        static Noted of(Note note, Reason reason, long wallMillis) {
            return new Noted(note, List.of(reason), wallMillis);
        }
    }

    /// How serious it is.
    enum Note {
        INFO,
        WARNING,
        ERROR
    }
}
