package holdfast.journal;

import holdfast.journal.Journal.Append;
import holdfast.model.Fact;
import holdfast.model.Incarnation;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What must outlive a power cut waits for the disk, and nothing else does.
class LastingTest {
    private static final ServiceId API = new ServiceId("api");
    private static final Fact START = new Fact.StartIntended(API, new Incarnation(1), Fact.Purpose.RECOVERY, 1);
    private static final List<Fact> LASTING = List.of(
            new Fact.WishChanged(API, Wish.DOWN, "cli:anna"),
            new Fact.Parked(API, 1, 1),
            new Fact.Pinned(API, "the disk is being replaced", 1, "cli:anna"),
            new Fact.Unpinned(API, "cli:anna"),
            new Fact.Silenced(API, "known", 1, "cli:anna"),
            new Fact.Unsilenced(API, "cli:anna"));

    @TempDir
    private Path directory = Path.of("");

    @Test
    void onlyThatIsForcedToTheDiskWhichAPowerCutMustNotTake() {
        var forced = new ArrayList<Path>();
        try (SqliteJournal journal = open()) {
            journal.on(forced::add);

            journal.append(List.of(START), 1, 1);
            assertEquals(List.of(), forced, "a restart never waits for the disk");
            for (Fact fact : LASTING) {
                forced.clear();
                journal.append(List.of(START, fact), 1, 1);
                assertEquals(List.of(directory.resolve("journal.db-wal")), forced, fact.toString());
            }
        }
    }

    @Test
    void theRealDiskTakesIt() {
        try (SqliteJournal journal = open()) {
            var written = assertInstanceOf(Append.Written.class, journal.append(LASTING, 1, 1));

            assertEquals(Optional.empty(), written.warning());
            assertTrue(Files.exists(directory.resolve("journal.db-wal")));
        }
    }

    @Test
    void aDiskThatDoesNotConfirmIsTold() {
        try (SqliteJournal journal = open()) {
            journal.on(_ -> {
                throw new IOException("Input/output error");
            });

            var written = assertInstanceOf(Append.Written.class, journal.append(LASTING, 1, 1));

            assertEquals(Optional.of("journal.not-on-disk"), written.warning().map(Reason::key));
        }
    }

    private SqliteJournal open() {
        var opening = SqliteJournal.open(directory.resolve("journal.db"), "boot", 1, 1);
        return assertInstanceOf(SqliteJournal.Opening.Ready.class, opening).journal();
    }
}
