package holdfast.journal;

import holdfast.journal.Journal.Append;
import holdfast.journal.SqliteJournal.Opening;
import holdfast.model.Fact;
import holdfast.model.Reason;
import holdfast.model.Stamped;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The contract on a real disk that really fills up: a tmpfs of its own. Needs the right to mount.
class SqliteJournalTest extends JournalContract {
    private static final long SECOND = 1_000_000_000L;
    private static final long WALL = 1_795_248_000_000L;

    @TempDir
    private Path temporary = Path.of("");

    private Path directory = Path.of("");
    private @Nullable SqliteJournal journal;
    private boolean mounted;

    @BeforeEach
    void mountSmallDisk() throws Exception {
        directory = Files.createDirectory(temporary.resolve("state"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "holdfast-test", directory.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        if (journal != null) {
            journal.close();
        }
        if (mounted) {
            assertTrue(run("umount", directory.toString()));
        }
    }

    @Override
    Journal open(String boot) {
        if (journal != null) {
            journal.close();
        }
        return ready(boot).journal();
    }

    @Override
    void breakDisk(boolean broken) throws Exception {
        Assumptions.assumeTrue(mounted, "no right to mount a small disk here");
        if (broken) {
            fill();
        } else {
            Files.delete(directory.resolve("filler"));
        }
    }

    @Test
    void saysThatTheDiskIsFull() throws Exception {
        Journal open = open(BOOT);
        breakDisk(true);

        var kept = assertInstanceOf(Append.Kept.class, appendUntilKept(open));

        assertEquals(Reason.of("journal.disk-full", file()), kept.reason());
    }

    @Test
    void startsOnAFullDiskAndKnowsThePast() throws Exception {
        try (Journal before = open(BOOT)) {
            before.append(List.of(started(1)), SECOND, WALL);
        }
        breakDisk(true);

        var opening = ready(BOOT);

        var facts = opening.journal().replay(2 * SECOND, WALL + 1000).facts();
        assertEquals(List.of(started(1)), facts.stream().map(Stamped::fact).toList());
        breakDisk(false);
        opening.journal().append(List.of(started(2)), 60 * SECOND, WALL + 60_000);
        assertEquals(2, opening.journal().replay(61 * SECOND, WALL + 61_000).facts().size());
    }

    @Test
    void goesOnInMemoryWhenTheDiskBecomesReadOnlyAndBack() throws Exception {
        Journal open = open(BOOT);
        open.append(List.of(started(1)), SECOND, WALL);
        Assumptions.assumeTrue(mounted, "no right to remount a disk here");
        open.close();
        assertTrue(run("mount", "-o", "remount,ro", directory.toString()));

        var opening = ready(BOOT);
        var kept = assertInstanceOf(Append.Kept.class, opening.journal().append(List.of(started(2)), 2 * SECOND, WALL));
        assertEquals("journal.read-only", kept.reason().key());
        assertEquals(Optional.of("journal.read-only"), opening.warning().map(Reason::key));
        assertEquals(1, opening.journal().replay(3 * SECOND, WALL).facts().size());

        assertTrue(run("mount", "-o", "remount,rw", directory.toString()));
        assertInstanceOf(Append.Written.class, opening.journal().append(List.of(), 30 * SECOND, WALL));
        assertEquals(2, opening.journal().replay(31 * SECOND, WALL).facts().size());
    }

    @Test
    void refusesAJournalOfANewerVersionAndNamesBoth() throws Exception {
        open(BOOT).close();
        sql("PRAGMA user_version=99");
        byte[] before = Files.readAllBytes(file());

        var refused = assertInstanceOf(Opening.Refused.class, SqliteJournal.open(file(), BOOT, SECOND, WALL));

        assertEquals(Reason.of("journal.newer", file(), 99, Sqlite.SCHEMA_VERSION), refused.reason());
        assertEquals(List.of("journal.db"), names());
        assertArrayEquals(before, Files.readAllBytes(file()));
    }

    @Test
    void refusesADatabaseOfSomebodyElse() throws Exception {
        sql("CREATE TABLE mine (x)");

        var refused = assertInstanceOf(Opening.Refused.class, SqliteJournal.open(file(), BOOT, SECOND, WALL));

        assertEquals(Reason.of("journal.foreign", file(), "0"), refused.reason());
    }

    @Test
    void setsAsideWhatIsNoDatabase() throws Exception {
        Files.write(file(), "this is certainly not a database, whatever its name says".repeat(50).getBytes(StandardCharsets.UTF_8));

        setsAside();
    }

    @Test
    void setsAsideAnEmptyFile() throws Exception {
        Files.createFile(file());

        setsAside("journal.empty");
    }

    @Test
    void setsAsideATruncatedJournal() throws Exception {
        fillJournal();
        truncate(3 * 4096 + 100);

        setsAside();
    }

    @Test
    void setsAsideAJournalWithABrokenPage() throws Exception {
        fillJournal();
        try (var raw = new RandomAccessFile(file().toFile(), "rw")) {
            for (int page = 2; page < 8; page++) {
                raw.seek(page * 4096L);
                raw.write(new byte[] {13, 0, 0, 127, 127, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15});
            }
        }

        setsAside();
    }

    @Test
    void passesOverAnEntryItCannotReadAndSaysSo() throws Exception {
        Journal open = open(BOOT);
        open.append(List.of(started(1), started(2), started(3)), SECOND, WALL);
        open.close();
        sql("UPDATE facts SET body = '{\"service\":' WHERE sequence = 2");

        var replay = open(BOOT).replay(2 * SECOND, WALL + 1000);

        assertEquals(List.of(started(1), started(3)), replay.facts().stream().map(Stamped::fact).toList());
        Reason complaint = replay.complaint().orElseThrow();
        assertEquals(List.of(file().toString(), "1", "2"), complaint.values().subList(0, 3));
    }

    @Test
    void saysWhenThereIsNoJournalToAsk() {
        var none = assertThrows(
                JournalUnavailable.class, () -> SqliteHistory.of(file(), BOOT, SECOND, WALL).incidents(5));

        assertEquals(Reason.of("journal.no-file", file()), none.reason());
    }

    @Test
    void readersDoNotHoldUpTheWriter() throws Exception {
        Journal open = open(BOOT);
        open.append(List.of(started(1)), SECOND, WALL);
        try (var reader = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = reader.createStatement();
                var result = statement.executeQuery("SELECT * FROM facts")) {
            assertTrue(result.next());
            long before = System.nanoTime();

            assertInstanceOf(Append.Written.class, open.append(List.of(started(2)), 2 * SECOND, WALL));

            assertTrue(System.nanoTime() - before < SECOND);
        }
    }

    private void setsAside() throws Exception {
        setsAside("journal.damaged");
    }

    private void setsAside(String key) throws IOException {
        var opening = ready(BOOT);

        Reason warning = opening.warning().orElseThrow();
        assertEquals(key, warning.key());
        Path aside = directory.resolve("journal.db.damaged-20261121T080000Z");
        assertEquals(List.of(file().toString(), aside.toString()), warning.values().subList(0, 2));
        assertTrue(Files.exists(aside));
        assertInstanceOf(Append.Written.class, opening.journal().append(List.of(wish()), SECOND, WALL));
    }

    private Append appendUntilKept(Journal open) {
        Append last = new Append.Written(0, Optional.empty());
        for (int i = 1; i < 5_000 && last instanceof Append.Written; i++) {
            last = open.append(List.<Fact>of(started(i)), i * SECOND, WALL);
        }
        return last;
    }

    private void fillJournal() throws Exception {
        try (Journal open = open(BOOT)) {
            open.append(LongStream.rangeClosed(1, 500).mapToObj(JournalContract::started).toList(), SECOND, WALL);
        }
        assertTrue(Files.size(file()) > 10 * 4096);
    }

    private Opening.Ready ready(String boot) {
        var opening = assertInstanceOf(Opening.Ready.class, SqliteJournal.open(file(), boot, SECOND, WALL));
        journal = opening.journal();
        return opening;
    }

    private Path file() {
        return directory.resolve("journal.db");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private void fill() throws IOException {
        byte[] block = new byte[4096];
        try (var filler = new RandomAccessFile(directory.resolve("filler").toFile(), "rw")) {
            while (true) {
                filler.write(block);
            }
        } catch (IOException full) {
            assertTrue(String.valueOf(full.getMessage()).contains("No space left"), full.toString());
        }
    }

    private void truncate(long bytes) throws IOException {
        try (var raw = new RandomAccessFile(file().toFile(), "rw")) {
            raw.setLength(bytes);
        }
    }

    private void sql(String statement) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            Sqlite.run(connection, statement);
        }
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
