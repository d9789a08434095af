package holdfast.daemon.control;

import holdfast.daemon.Clock;
import holdfast.journal.Boot;
import holdfast.journal.History;
import holdfast.journal.JournalUnavailable;
import holdfast.journal.SqliteHistory;
import holdfast.model.Stamped;
import holdfast.text.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The past of a configuration that no daemon runs: its journal, only read.
///
/// Threading: any.
public final class Archive {
    private final History history;

    private Archive(History history) {
        this.history = history;
    }

    /// @throws IOException when `/proc` cannot be read
    public static Archive open(Path stateDirectory) throws IOException {
        Clock clock = Clock.ofMachine();
        return new Archive(
                SqliteHistory.of(stateDirectory.resolve("journal.db"), Boot.id(), clock.nanos(), clock.wallMillis()));
    }

    /// The newest first.
    public List<IncidentTold> incidents(int most) throws IOException {
        try {
            return history.incidents(most).stream().map(IncidentTold::of).toList();
        } catch (JournalUnavailable e) {
            throw new IOException(Texts.english().say(e.reason()), e);
        }
    }

    /// Its facts, oldest first; empty when there is no such incident.
    public List<Stamped> incident(long number) throws IOException {
        try {
            return history.incident(number);
        } catch (JournalUnavailable e) {
            throw new IOException(Texts.english().say(e.reason()), e);
        }
    }
}
