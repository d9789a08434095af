package holdfast.evidence;

import holdfast.linux.FileSystemRoom;
import holdfast.model.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class EvidenceStoreTest {
    @TempDir
    Path directory;

    private Path root() {
        return directory.resolve("evidence");
    }

    @Test
    void numbersTheLooksAtAnIncidentAndKeepsThemPrivate() throws Exception {
        var store = new EvidenceStore(root());

        Finding.Evidence first = capture(store, 7, 1000);
        Finding.Evidence second = capture(store, 7, 1000);

        assertEquals(root().resolve("7/1").toString(), first.path());
        assertEquals(root().resolve("7/2").toString(), second.path());
        assertEquals(1000, second.bytes());
        for (String path : List.of("7", "7/1", "")) {
            assertEquals("rwx------", mode(root().resolve(path)));
        }
        assertEquals("rw-------", mode(root().resolve("7/1/output.txt")));
        assertEquals(List.of("output.txt"), names(root().resolve("7/1")));
    }

    /// Many services crash at once: one look ends, and takes its scratch away, while the next one begins.
    @Test
    void aLookThatEndsMeanwhileIsNoHindrance() throws Exception {
        var store = new EvidenceStore(root());
        for (int i = 0; i < 10; i++) {
            capture(store, i, 10);
        }
        Path scratch = root().resolve("5/1/scratch");
        var isOver = new AtomicBoolean();
        try (var threads = Executors.newSingleThreadExecutor()) {
            Future<?> ending = threads.submit(() -> {
                while (!isOver.get()) {
                    boolean _ = scratch.toFile().mkdir() && scratch.toFile().delete();
                }
            });
            try {
                for (int i = 0; i < 3_000; i++) {
                    assertEquals(0, store.prune(EvidenceStore.BYTES_MAX));
                }
            } finally {
                isOver.set(true);
            }
            ending.get();
        }
    }

    @Test
    void keepsTheEndOfWhatIsTooLong() throws Exception {
        Capture capture = new EvidenceStore(root()).begin(1).orElseThrow();
        for (String name : List.of("a", "b", "c", "d", "e", "f")) {
            capture.write(name, "begin" + "x".repeat(2 * Capture.FILE_BYTES_MAX) + "end");
        }
        Finding.Evidence evidence = capture.finish();

        assertEquals(Capture.BYTES_MAX, evidence.bytes());
        String kept = Files.readString(Path.of(evidence.path(), "a"));
        assertTrue(kept.startsWith("\n…\nxx") && kept.endsWith("xxend"));
    }

    @Test
    void thinsTheMiddleOfASeriesAndKeepsFirstAndNewest() throws Exception {
        var store = new EvidenceStore(root());
        for (int i = 0; i < 12; i++) {
            aged(capture(store, 1, 2_000), 1000 - i * 10);
        }

        assertEquals(12 - 2, store.prune(5_000));

        assertEquals(List.of("1", "12"), names(root().resolve("1")));
    }

    @Test
    void dropsTheOldestIncidentsWhenThinningIsNotEnough() throws Exception {
        var store = new EvidenceStore(root());
        for (int incident = 1; incident <= 5; incident++) {
            aged(capture(store, incident, 2_000), 100 - incident * 10);
        }

        store.prune(4_000);

        assertEquals(List.of("4", "5"), names(root()));
    }

    @Test
    void neverHoldsMoreThanItsBoundHoweverOftenItLooks() throws Exception {
        long most = Capture.BYTES_MAX + 100_000;
        var store = new EvidenceStore(root(), most);
        for (int i = 0; i < 60; i++) {
            capture(store, i % 3, 10_000);
            assertTrue(size(root()) <= most);
        }

        assertTrue(size(root()) >= 100_000 - 10_000);
    }

    @Test
    void keepsOnlySoManyLooksAtOneIncident() throws Exception {
        var store = new EvidenceStore(root());
        for (int i = 0; i < EvidenceStore.PER_INCIDENT_MAX + 5; i++) {
            capture(store, 1, 10);
        }
        store.prune(Long.MAX_VALUE);

        List<String> names = names(root().resolve("1"));
        assertEquals(EvidenceStore.PER_INCIDENT_MAX, names.size());
        assertTrue(names.contains("1") && names.contains("" + (EvidenceStore.PER_INCIDENT_MAX + 5)));
    }

    @Test
    void forgetsWhatIsOlderThanAMonth() throws Exception {
        var store = new EvidenceStore(root());
        aged(capture(store, 1, 10), Duration.ofDays(31).toSeconds());
        capture(store, 2, 10);

        store.prune(Long.MAX_VALUE);

        assertEquals(List.of("2"), names(root()));
    }

    @Test
    void givesBackAllButTheNewestWhenTheDiskIsNeeded() throws Exception {
        var store = new EvidenceStore(root());
        for (int i = 0; i < 4; i++) {
            capture(store, 1, 1_000);
        }
        capture(store, 2, 1_000);

        assertEquals(3_000, store.reclaim());
        assertEquals(List.of("4"), names(root().resolve("1")));
        assertEquals(List.of("1"), names(root().resolve("2")));
    }

    @Test
    void keepsNothingOnADiskThatIsNearlyFull() throws Exception {
        try (var disk = SmallDisk.mount(directory.resolve("disk"), 20)) {
            var store = new EvidenceStore(disk.path().resolve("evidence"));
            Files.write(disk.path().resolve("filler"), new byte[10 * 1024 * 1024]);
            assertTrue(store.begin(1).isPresent());

            Files.write(disk.path().resolve("more"), new byte[4 * 1024 * 1024]);

            assertEquals(Optional.empty(), store.begin(2).map(Capture::scratch));
        }
    }

    /// A tenth of a large disk is more than all evidence there can be.
    @Test
    void leavesATenthAloneOrAGigabyte() {
        long gigabyte = 1L << 30;

        assertTrue(EvidenceStore.isRoomy(new FileSystemRoom(1_000 * gigabyte, 95 * gigabyte, 0, 0)));
        assertTrue(EvidenceStore.isRoomy(new FileSystemRoom(10 * gigabyte, gigabyte + gigabyte / 4, 0, 0)));
        assertTrue(EvidenceStore.isRoomy(new FileSystemRoom(gigabyte, gigabyte / 5, 0, 0)));
        assertFalse(EvidenceStore.isRoomy(new FileSystemRoom(1_000 * gigabyte, gigabyte / 2, 0, 0)));
        assertFalse(EvidenceStore.isRoomy(new FileSystemRoom(gigabyte, gigabyte / 20, 0, 0)));
    }

    @Test
    void takesTheSecretsOutOfWhatARepairSaid() throws Exception {
        var store = new EvidenceStore(root());

        Path kept = store.keep(3, "repair.txt", "password=hunter2\n", Redaction.plain()).orElseThrow();

        assertEquals("password=•••\n", Files.readString(kept));
        assertFalse(Files.exists(kept.resolveSibling("scratch")));
    }

    private static Finding.Evidence capture(EvidenceStore store, long incident, int bytes) throws IOException {
        Capture capture = store.begin(incident).orElseThrow();
        capture.write("output.txt", "x".repeat(bytes));
        return capture.finish();
    }

    private static void aged(Finding.Evidence evidence, long seconds) throws IOException {
        Files.setLastModifiedTime(Path.of(evidence.path()), FileTime.from(Instant.now().minusSeconds(seconds)));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> String.valueOf(path.getFileName()))
                    .sorted((one, other) -> one.length() == other.length() ? one.compareTo(other) : one.length() - other.length())
                    .toList();
        }
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> entries = Files.walk(directory)) {
            return entries.filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum();
        }
    }

    /// A file system in memory, which only root may mount.
    private record SmallDisk(Path path) implements AutoCloseable {
        static SmallDisk mount(Path path, int megabytes) throws Exception {
            Files.createDirectories(path);
            int code = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", path.toString());
            assumeTrue(code == 0, "a small file system cannot be mounted here: that takes root");
            return new SmallDisk(path);
        }

        private static int run(String... argv) throws IOException, InterruptedException {
            return new ProcessBuilder(argv).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        }

        @Override
        public void close() throws IOException {
            try {
                int _ = run("umount", path.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
