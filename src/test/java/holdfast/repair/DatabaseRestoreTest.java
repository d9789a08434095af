package holdfast.repair;

import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class DatabaseRestoreTest {
    @TempDir
    Path directory;

    private Bench bench;
    private Path file;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(directory);
        Files.createDirectory(directory.resolve("backups"));
        file = Files.createDirectory(directory.resolve("data")).resolve("shop.db");
        fill(file, "live");
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void restoresTheNewestSoundBackupAndKeepsTheDamagedFile() throws Exception {
        fill(backup("1.db"), "oldest");
        fill(backup("2.db"), "older");
        aged("1.db", 3);
        aged("2.db", 2);
        damage(fill(backup("3.db"), "newest but damaged"));
        aged("3.db", 1);
        Files.setAttribute(file, "unix:mode", 0640);
        damage(file);
        byte[] damaged = Files.readAllBytes(file);

        Reason done = Bench.applied(restore());

        assertEquals("repair.database.done", done.key());
        assertEquals(backup("2.db").toRealPath().toString(), done.values().get(1));
        assertEquals("older", said(file));
        Path kept = Path.of(done.values().get(3));
        assertTrue(kept.getFileName().toString().startsWith("shop.db.damaged-"));
        assertArrayEquals(damaged, Files.readAllBytes(kept));
        assertEquals(0640, (int) Files.getAttribute(file, "unix:mode") & 07777);
        assertEquals(2, names().size());
        Bench.finds("repair.database.sound", restore());
    }

    @Test
    void movesStaleLogsAwaySoThatTheyAreNotAppliedToTheNewFile() throws Exception {
        fill(backup("1.db"), "backup");
        damage(file);
        for (String log : List.of("-wal", "-shm", "-journal")) {
            // Empty, as a program leaves its journal that does not delete it; one with content is another story, below.
            Files.writeString(DatabaseExchange.beside(file, log), log.equals("-journal") ? "" : "stale");
        }

        Reason done = Bench.applied(restore());

        assertEquals("backup", said(file));
        for (String log : List.of("-wal", "-shm", "-journal")) {
            assertFalse(Files.exists(DatabaseExchange.beside(file, log)), log);
            assertTrue(Files.exists(DatabaseExchange.beside(Path.of(done.values().get(3)), log)), log);
        }
    }

    @Test
    void restoresADatabaseThatWasLoggedAheadAndCutOff() throws Exception {
        fill(backup("1.db"), "backup");
        crashWithLog(file);
        assertTrue(Files.size(DatabaseExchange.beside(file, "-wal")) > 0);
        Bench.finds("repair.database.sound", restore());
        assertTrue(Files.size(DatabaseExchange.beside(file, "-wal")) > 0);

        try (var log = FileChannel.open(DatabaseExchange.beside(file, "-wal"), StandardOpenOption.WRITE)) {
            log.truncate(0);
        }
        damage(file);
        Bench.applied(restore());

        assertEquals("backup", said(file));
    }

    @Test
    void keepsItsHandsOffAFileThatSomebodyHasOpen() throws Exception {
        fill(backup("1.db"), "backup");
        damage(file);
        Process holder = bench.stranger(
                "/usr/bin/perl", "-e", "open(F, '<', '" + file + "') or die; $| = 1; print \"on\\n\"; sleep 600");

        RemedyOutcome outcome = restore();

        Bench.refuses("repair.database.held", outcome);
        assertEquals("" + holder.pid(), ((RemedyOutcome.Failed) outcome).reason().values().get(1));
        assertEquals(List.of("shop.db"), names());
    }

    @Test
    void keepsItsHandsOffWhenNoBackupIsSound() throws Exception {
        damage(fill(backup("1.db"), "damaged"));
        Files.writeString(backup("2.db"), "");
        Files.writeString(backup("3.db"), "no database");
        Files.createSymbolicLink(backup("4.db"), fill(directory.resolve("elsewhere"), "behind a link"));
        damage(file);

        RemedyOutcome outcome = restore();

        Bench.refuses("repair.database.no-backup", outcome);
        assertEquals(List.of("3", "3"), ((RemedyOutcome.Failed) outcome).reason().values().subList(1, 3));
        assertEquals(List.of("shop.db"), names());
    }

    @Test
    void restoresAnEmptiedFile() throws Exception {
        fill(backup("1.db"), "backup");
        Files.write(file, new byte[0]);

        Bench.applied(restore());

        assertEquals("backup", said(file));
    }

    @Test
    void givesTheNewFileToTheOwnerOfTheOldOne() throws Exception {
        assumeTrue(bench.machine.kernel().userId() == 0, "only root may give files away");
        fill(backup("1.db"), "backup");
        damage(file);
        Files.setAttribute(file, "unix:uid", 65534);

        Bench.applied(restore());

        assertEquals(65534, Files.getAttribute(file, "unix:uid"));
    }

    @Test
    void wantsRoomForTheCopyBeforeItBegins() throws Exception {
        try (var disk = SmallDisk.mount(directory.resolve("disk"), 12)) {
            grow(fill(backup("1.db"), "backup"));
            file = disk.path().resolve("shop.db");
            fill(file, "live");
            damage(file);

            Bench.refuses("repair.database.no-room", restore());

            assertEquals(List.of("shop.db"), names());
        }
    }

    @Test
    void refusesWhatIsNotDeclared() throws Exception {
        damage(file);
        var remedy = new Remedy.RestoreDatabase(file.toString(), List.of(directory + "/backups/*.db"));

        Bench.refuses("repair.database.not-declared", bench.apply(remedy, service(List.of())));
        Bench.refuses(
                "repair.database.not-declared",
                bench.apply(new Remedy.RestoreDatabase("/etc/passwd", remedy.backups()), service(remedy.backups())));
        Files.createLink(directory.resolve("twin"), file);
        Bench.refuses("repair.database.no-plain-file", restore());
    }

    /// The service is started once the time of a repair is up, and opens the file that is there then.
    @Test
    void exchangesNothingOnceItsTimeIsUp() throws Exception {
        fill(backup("1.db"), "backup");
        damage(file);
        byte[] damaged = Files.readAllBytes(file);
        List<String> patterns = List.of(directory + "/backups/*.db");
        var remedy = new Remedy.RestoreDatabase(file.toString(), patterns);
        for (Deadline deadline : List.of(new Deadline(1, () -> isCopied() ? 1 : 0), new Deadline(0, () -> 0))) {
            RemedyOutcome outcome = new DatabaseRestore(bench.machine).apply(remedy, service(patterns), deadline);

            assertTrue(outcome instanceof RemedyOutcome.Failed, outcome.toString());
            assertArrayEquals(damaged, Files.readAllBytes(file));
            assertEquals(List.of("shop.db"), names());
        }
        assertEquals("repair.database.done", Bench.applied(restore()).key());
    }

    /// All of the backup is there, and it has not taken the place of the database.
    private boolean isCopied() {
        return Stream.of(Objects.requireNonNull(file.toFile().getParentFile().listFiles()))
                .anyMatch(one -> one.getName().contains(".restoring-") && one.length() == backup("1.db").toFile().length());
    }

    private RemedyOutcome restore() {
        List<String> patterns = List.of(directory + "/backups/*.db");
        return bench.apply(new Remedy.RestoreDatabase(file.toString(), patterns), service(patterns));
    }

    private ServiceSpec service(List<String> patterns) {
        return bench.service(directory, Optional.empty(), new Question.Sqlite(file.toString()))
                .withLadder(Bench.ladder(List.of(), Optional.empty(), patterns, List.of()));
    }

    private Path backup(String name) {
        return directory.resolve("backups").resolve(name);
    }

    private void aged(String name, int hours) throws IOException {
        Files.setLastModifiedTime(backup(name), FileTime.fromMillis(System.currentTimeMillis() - hours * 3_600_000L));
    }

    static Path fill(Path file, String word) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (word TEXT, n INTEGER)");
            statement.execute("CREATE INDEX i ON t (n)");
            statement.execute("INSERT INTO t VALUES ('" + word + "', 0)");
            statement.execute("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000)"
                    + " INSERT INTO t SELECT 'filler filler filler', n FROM c");
        }
        return file;
    }

    static void grow(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO t VALUES (zeroblob(3000000), -1)");
        }
    }

    static String said(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT word FROM t WHERE n = 0")) {
            return found.getString(1);
        }
    }

    /// Overwrites some pages, but not the first.
    static Path damage(Path file) throws IOException {
        try (var pages = new RandomAccessFile(file.toFile(), "rw")) {
            for (long at = 4096 * 2; at + 4096 < pages.length() && at < 4096 * 8; at += 4096) {
                pages.seek(at);
                pages.write(new byte[1024]);
            }
        }
        return file;
    }

    /// A database with a write-ahead log, as a program leaves it that is killed: copied from under the feet of a live one.
    private static void crashWithLog(Path file) throws Exception {
        Path live = fill(file.resolveSibling("live.db"), "live");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + live);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=WAL");
            statement.execute("INSERT INTO t VALUES ('logged', 1)");
            Files.delete(file);
            Files.copy(live, file);
            Files.copy(DatabaseExchange.beside(live, "-wal"), DatabaseExchange.beside(file, "-wal"));
        }
        for (String ending : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(DatabaseExchange.beside(live, ending));
        }
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
