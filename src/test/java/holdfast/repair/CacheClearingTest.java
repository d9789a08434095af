package holdfast.repair;

import holdfast.model.DriverSpec;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CacheClearingTest {
    @TempDir
    Path directory;

    private Bench bench;
    private Path home;
    private Path outside;

    @BeforeEach
    void open() throws IOException {
        bench = new Bench(directory);
        home = Files.createDirectories(directory.resolve("srv/api"));
        outside = Files.createDirectories(directory.resolve("outside"));
        Files.writeString(outside.resolve("precious"), "x");
        Files.createDirectories(home.resolve(".next/cache/deep/deeper"));
        Files.write(home.resolve(".next/cache/deep/deeper/big"), new byte[100_000]);
        Files.writeString(home.resolve(".next/cache/small"), "x");
        Files.writeString(home.resolve(".next/config"), "keep");
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void emptiesTheDeclaredCachesAndKeepsTheirDirectories() throws Exception {
        Reason done = Bench.applied(clear(".next/cache", "not/there"));

        assertEquals("repair.caches.done", done.key());
        assertEquals("4", done.values().get(1));
        assertTrue(done.values().getFirst().endsWith("kB"), done.toString());
        assertEquals(List.of(), names(home.resolve(".next/cache")));
        assertEquals("keep", Files.readString(home.resolve(".next/config")));
        Bench.finds("repair.caches.empty", clear(".next/cache"));
    }

    @Test
    void deletesALinkAndNotWhatItLeadsTo() throws Exception {
        Files.createSymbolicLink(home.resolve(".next/cache/out"), outside);
        Files.createSymbolicLink(home.resolve(".next/cache/deep/file"), outside.resolve("precious"));
        Files.createLink(home.resolve(".next/cache/twin"), outside.resolve("precious"));

        Bench.applied(clear(".next/cache"));

        assertEquals(List.of("precious"), names(outside));
        assertEquals(List.of(), names(home.resolve(".next/cache")));
    }

    @Test
    void followsNoLinkOnTheWay() throws Exception {
        Files.createSymbolicLink(home.resolve("cache"), outside);
        Files.createDirectory(outside.resolve("below"));
        Files.writeString(outside.resolve("below/precious"), "x");

        Bench.refuses("repair.caches.no-plain-directory", clear("cache"));
        Bench.refuses("repair.caches.no-plain-directory", clear("cache/below"));
        assertEquals(List.of("below", "precious"), names(outside));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../../outside", "/etc", ".next/../../../outside", "./.next/cache"})
    void refusesWhatDoesNotLieInTheDirectoryOfTheService(String path) throws Exception {
        Bench.refuses("repair.caches.not-declared", clear(path));
        assertEquals(List.of("precious"), names(outside));
        assertEquals(List.of("cache", "config"), names(home.resolve(".next")));
    }

    @Test
    void emptiesTheCachesOfAnAppWhereItsBackendHasItWork() throws Exception {
        DriverSpec pm2 = new DriverSpec.Pm2("api", DriverSpec.Pm2Selection.NAME, Optional.empty(), Optional.empty(), Optional.empty());
        ServiceSpec app = service()
                .withDriver(pm2)
                .withLadder(Bench.ladder(List.of(".next/cache"), Optional.empty(), List.of(), List.of()));
        var remedy = new Remedy.ClearCaches(List.of(".next/cache"));

        Bench.refuses("repair.caches.no-directory", bench.apply(remedy, app));
        bench.backends = _ -> Optional.of(home);
        Bench.applied(bench.apply(remedy, app));

        assertEquals(List.of(), names(home.resolve(".next/cache")));
    }

    /// The service is started once the time of a repair is up: what would still be deleted then is in use.
    @Test
    void deletesNothingOnceItsTimeIsUp() throws Exception {
        Files.createDirectories(home.resolve("other"));
        Files.writeString(home.resolve("other/small"), "x");
        ServiceSpec declared =
                service().withLadder(Bench.ladder(List.of(".next/cache", "other"), Optional.empty(), List.of(), List.of()));
        // Over as soon as the first cache is empty, and over from the beginning.
        var soon = new Deadline(1, () -> Files.exists(home.resolve(".next/cache/small")) ? 0 : 1);

        RemedyOutcome cut = new CacheClearing(bench.machine.kernel(), bench.backends)
                .apply(new Remedy.ClearCaches(List.of(".next/cache", "other")), declared, soon);
        RemedyOutcome late = new CacheClearing(bench.machine.kernel(), bench.backends)
                .apply(new Remedy.ClearCaches(List.of("other")), declared, new Deadline(0, () -> 0));

        Bench.refuses("repair.caches.late", cut);
        Bench.refuses("repair.caches.late", late);
        assertEquals(List.of("small"), names(home.resolve("other")));
    }

    @Test
    void refusesWhatIsNotDeclared() {
        Bench.refuses("repair.caches.not-declared", bench.apply(new Remedy.ClearCaches(List.of(".next/cache")), service()));
    }

    @Test
    void neverEmptiesAHomeOrADirectoryOfTheSystem() throws Exception {
        for (String path : List.of("/", "/home", "/usr/bin", "/etc/ssl", "/var", "/var/lib", "/var/www", "/root", "/dev/shm")) {
            assertTrue(ProtectedDirectories.contains(Path.of(path)), path);
        }
        assertTrue(!ProtectedDirectories.contains(home.resolve(".next/cache")));
        assertTrue(!ProtectedDirectories.contains(Path.of("/srv/shop/.next/cache")));
    }

    @Test
    void doesNotCrossIntoAnotherMount() throws Exception {
        try (var disk = SmallDisk.mount(home.resolve(".next/cache/mounted"), 1)) {
            Files.writeString(disk.path().resolve("precious"), "x");

            Bench.applied(clear(".next/cache"));

            assertEquals(List.of("precious"), names(disk.path()));
            assertEquals(List.of("mounted"), names(home.resolve(".next/cache")));
        }
    }

    @Test
    void aFileInUseIsNoHindrance() throws Exception {
        try (var open = FileChannel.open(home.resolve(".next/cache/small"), StandardOpenOption.READ)) {
            Bench.applied(clear(".next/cache"));

            assertEquals(1, open.size());
        }
    }

    private RemedyOutcome clear(String... paths) {
        ServiceSpec declared = service().withLadder(Bench.ladder(List.of(paths), Optional.empty(), List.of(), List.of()));
        return bench.apply(new Remedy.ClearCaches(List.of(paths)), declared);
    }

    private ServiceSpec service() {
        return bench.service(home, Optional.empty());
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        }
    }
}
