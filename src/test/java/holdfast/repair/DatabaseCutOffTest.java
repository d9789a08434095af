package holdfast.repair;

import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.repair.DatabaseRestoreTest.damage;
import static holdfast.repair.DatabaseRestoreTest.fill;
import static holdfast.repair.DatabaseRestoreTest.grow;
import static holdfast.repair.DatabaseRestoreTest.said;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Databases whose last writer was killed in the middle of a change: a hot rollback journal lies beside them.
class DatabaseCutOffTest {
    @TempDir
    Path directory;

    private Bench bench;
    private Path file;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(directory);
        fill(Files.createDirectory(directory.resolve("backups")).resolve("1.db"), "backup");
        file = Files.createDirectory(directory.resolve("data")).resolve("shop.db");
        fill(file, "live");
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void restoresADatabaseWhoseLastChangeWasCutOffAndKeepsItsJournalWithIt() throws Exception {
        cutOff(file);
        damage(file);
        byte[] damaged = Files.readAllBytes(file);
        byte[] journal = Files.readAllBytes(DatabaseExchange.beside(file, "-journal"));

        Reason done = Bench.applied(restore());

        Path kept = Path.of(done.values().get(3));
        assertArrayEquals(damaged, Files.readAllBytes(kept));
        assertArrayEquals(journal, Files.readAllBytes(DatabaseExchange.beside(kept, "-journal")));
        assertFalse(Files.exists(DatabaseExchange.beside(file, "-journal")));
        assertEquals("backup", said(file));
        assertEquals(3, names().size(), names().toString());
    }

    @Test
    void leavesAChangeThatWasCutOffToBeRolledBackByTheNextProgram() throws Exception {
        cutOff(file);
        byte[] before = Files.readAllBytes(file);
        byte[] journal = Files.readAllBytes(DatabaseExchange.beside(file, "-journal"));

        Bench.finds("repair.database.unfinished", restore());

        assertArrayEquals(before, Files.readAllBytes(file));
        assertArrayEquals(journal, Files.readAllBytes(DatabaseExchange.beside(file, "-journal")));
        assertEquals(List.of("shop.db", "shop.db-journal"), names());
        assertEquals("live", said(file), "rolled back");
    }

    @Test
    void wantsRoomToLookAtAChangeThatWasCutOff() throws Exception {
        try (var disk = SmallDisk.mount(directory.resolve("disk"), 11)) {
                file = disk.path().resolve("shop.db");
            fill(file, "live");
            grow(file);
            cutOff(file);

            Bench.refuses("repair.database.no-room-to-look", restore());

            assertEquals(List.of("shop.db", "shop.db-journal"), names());
        }
    }

    private RemedyOutcome restore() {
        List<String> patterns = List.of(directory + "/backups/*.db");
        var service = bench.service(directory, Optional.empty(), new Question.Sqlite(file.toString()))
                .withLadder(Bench.ladder(List.of(), Optional.empty(), patterns, List.of()));
        return bench.apply(new Remedy.RestoreDatabase(file.toString(), patterns), service);
    }

    /// A database as a program leaves it that is killed in the middle of a change: copied from under the feet of a live one, whose
    /// cache is too small for what it changes, so that half of it is in the file and the old pages are in the journal.
    private static void cutOff(Path file) throws Exception {
        Path live = file.resolveSibling("live.db");
        Files.move(file, live);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + live);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA cache_size=2");
            connection.setAutoCommit(false);
            statement.execute("UPDATE t SET word = 'half done' WHERE n > 1500");
            Files.copy(live, file);
            Files.copy(DatabaseExchange.beside(live, "-journal"), DatabaseExchange.beside(file, "-journal"));
            connection.rollback();
        }
        Files.delete(live);
        assertTrue(Files.size(DatabaseExchange.beside(file, "-journal")) > 0);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(file.resolveSibling(""))) {
            return entries.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
