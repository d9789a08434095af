package holdfast.probe;

import holdfast.linux.ProcessLookups;
import holdfast.model.DriverSpec;
import holdfast.model.Question;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.probe.Assert.errs;
import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// SQLite databases: good, damaged in earnest, locked, in use, left behind.
final class SqliteProbeTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int PAGE = 4096;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("shop 100%#?.db");
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:file:" + file.toUri().getRawPath());
    }

    private void fill(String journalMode, int rows) throws SQLException {
        try (Connection connection = open(); Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=" + journalMode);
            statement.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, what TEXT)");
            statement.execute("CREATE INDEX by_what ON orders (what)");
            statement.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < " + rows + ")"
                    + " INSERT INTO orders SELECT i, hex(randomblob(100)) FROM n");
        }
    }

    private Ask.Said ask() {
        return ask(10 * SECOND);
    }

    private Ask.Said ask(long timeoutNanos) {
        try (Probes probes = new Probes(new ProcessLookups())) {
            var check = Ask.check(new Question.Sqlite(file.toString()), timeoutNanos);
            return new Ask.Said(probes.run(check, Ask.service(new DriverSpec.Watch()), Optional.empty()));
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private void overwrite(long at, int bytes) throws IOException {
        try (var damage = new RandomAccessFile(file.toFile(), "rw")) {
            damage.seek(at);
            damage.write("damage".repeat(bytes / 6 + 1).getBytes(StandardCharsets.US_ASCII), 0, bytes);
        }
    }

    @Test
    void anUndamagedDatabasePassesAndNothingIsLeftBesideIt() throws SQLException, IOException {
        for (String mode : List.of("DELETE", "WAL")) {
            Files.deleteIfExists(file);
            fill(mode, 500);

            passes(ask(), file + " is undamaged");
            assertEquals(List.of("shop 100%#?.db"), names(), mode);
        }
    }

    @Test
    void aDamagedPageIsFoundAndTheFirstMessageTold() throws SQLException, IOException {
        for (String mode : List.of("DELETE", "WAL")) {
            Files.deleteIfExists(file);
            fill(mode, 2000);
            overwrite(20L * PAGE, PAGE);

            var said = ask();
            fails(said, "The database " + file + " is damaged: ");
            assertTrue(said.sentence().length() > file.toString().length() + 40, said.sentence());
        }
    }

    @Test
    void aFileThatWasCutShortIsDamaged() throws SQLException, IOException {
        fill("DELETE", 2000);
        try (var cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(cut.length() / 2);
        }

        fails(ask(), "is damaged: ");
    }

    @Test
    void whatIsNoDatabaseIsSaid() throws IOException {
        fails(ask(), "There is no database " + file);
        Files.createFile(file);
        fails(ask(), "is an empty file");
        Files.writeString(file, "CREATE TABLE orders;");
        fails(ask(), "is no SQLite database");
        Files.delete(file);
        Files.createDirectory(file);
        fails(ask(), "is no SQLite database");
    }

    @Test
    void aLockedDatabaseIsNotTakenForABrokenOne() throws SQLException {
        fill("DELETE", 100);
        try (Connection writer = open(); Statement statement = writer.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");

            errs(ask(SECOND / 2), "was locked for ");
            statement.execute("COMMIT");
            passes(ask());
        }
    }

    @Test
    void oneInUseIsReadWithWhatIsStillInItsLog() throws SQLException {
        fill("WAL", 100);
        try (Connection writer = open(); Statement statement = writer.createStatement()) {
            statement.execute("INSERT INTO orders VALUES (1000, 'new')");

            passes(ask());
            statement.execute("INSERT INTO orders VALUES (1001, 'newer')");
        }
    }

    @Test
    void aCheckThatTakesTooLongIsCutOffAndNothingIsConcluded() throws SQLException {
        fill("DELETE", 200_000);

        long begin = System.nanoTime();
        errs(ask(SECOND / 100), "was not looked through within ");
        assertTrue(System.nanoTime() - begin < 5 * SECOND, "the deadline did not end it");
    }
}
