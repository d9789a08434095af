package holdfast.repair;

import holdfast.linux.FileSystemRoom;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.LadderSpec;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DiskReclaimTest {
    private static final int MEGABYTE = 1024 * 1024;

    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(directory);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void givesUpWhatIsLeastWorthUntilATenthIsFree() throws Exception {
        try (var disk = SmallDisk.mount(directory.resolve("disk"), 20)) {
            Path home = disk.path().resolve("api");
            Path first = filled(home.resolve("cache/first"), 6);
            Path second = filled(home.resolve("cache/second"), 3);
            Files.write(home.resolve("data"), new byte[10 * MEGABYTE]);
            List<String> caches = List.of(first.toString(), second.toString());

            Reason done = Bench.applied(bench.apply(new Remedy.ReclaimDisk(caches, false), service(home, caches)));

            assertEquals("repair.disk.done", done.key());
            assertEquals("6.0 MB", done.values().get(1));
            assertEquals(0, count(first));
            assertEquals(1, count(second));
            assertEquals(10 * MEGABYTE, Files.size(home.resolve("data")));
            Bench.finds("repair.disk.enough", bench.apply(new Remedy.ReclaimDisk(caches, false), service(home, caches)));
        }
    }

    /// The service works on one disk and fills another, whose check says how much is to be free there.
    @Test
    void makesAsMuchRoomAsItsChecksAskForWhereTheyLook() throws Exception {
        try (var disk = SmallDisk.mount(directory.resolve("disk"), 20)) {
            Path home = Files.createDirectories(directory.resolve("srv/api"));
            Path first = filled(disk.path().resolve("cache/deep/first"), 2);
            Path second = filled(disk.path().resolve("cache/deep/second"), 2);
            Files.write(disk.path().resolve("data"), new byte[13 * MEGABYTE]);
            List<String> caches = List.of(first.toString(), second.toString());
            Question check = new Question.Disk(disk.path().toString(), Optional.of(new Question.Amount.Percent(20)), Optional.empty());
            LadderSpec ladder = Bench.ladder(List.of(), Optional.empty(), List.of(), caches);
            ServiceSpec service = bench.service(home, Optional.empty(), check).withLadder(ladder);

            RemedyOutcome outcome = new DiskReclaim(bench.machine.kernel(), bench.keeping(), _ -> true)
                    .apply(new Remedy.ReclaimDisk(caches, false), service, Deadline.in(Long.MAX_VALUE / 2));

            assertEquals(List.of(disk.path().toString(), "2.0 MB", "25"), Bench.applied(outcome).values());
            assertEquals(0, count(first));
            assertEquals(1, count(second));
        }
    }

    @Test
    void beginsWithItsOwnAndWithRotatedOutputAndKeepsTheYoungestPiece() throws Exception {
        Path home = Files.createDirectories(directory.resolve("srv/api"));
        for (String name : List.of("output", "output.1", "output.2", "output.17", "output.copy", "output.2.bak", "other.2")) {
            Files.write(home.resolve(name), new byte[1000]);
        }
        Path cache = filled(home.resolve("cache/deep"), 1);
        bench.given = 500;

        RemedyOutcome outcome = reclaim(room -> Files.notExists(home.resolve("output.2")), home, List.of(cache.toString()));

        assertEquals("2.4 kB", Bench.applied(outcome).values().get(1));
        assertFalse(Files.exists(home.resolve("output.17")));
        for (String name : List.of("output", "output.1", "output.copy", "output.2.bak", "other.2")) {
            assertTrue(Files.exists(home.resolve(name)), name);
        }
        assertEquals(1, count(cache));
    }

    @Test
    void saysWhenThereIsNothingMoreToGiveUp() throws Exception {
        Path home = Files.createDirectories(directory.resolve("srv/api"));
        Path cache = filled(home.resolve("cache/deep"), 1);

        Bench.refuses("repair.disk.nothing", reclaim(_ -> false, home, List.of()));
        assertEquals("repair.disk.some", Bench.applied(reclaim(_ -> false, home, List.of(cache.toString()))).key());
    }

    @Test
    void deletesNothingThatIsProtectedOrNotDeclared() throws Exception {
        Path home = Files.createDirectories(directory.resolve("srv/api"));
        Path link = Files.createSymbolicLink(home.resolve("cache"), Path.of("/usr/lib"));

        Bench.refuses("repair.disk.nothing", reclaim(_ -> false, home, List.of(link.toString())));
        Bench.refuses("repair.disk.nothing", reclaim(_ -> false, home, List.of("/usr/lib")));
        ServiceSpec service = service(home, List.of());
        Bench.refuses("repair.disk.not-declared", bench.apply(new Remedy.ReclaimDisk(List.of("/srv/x/y"), false), service));
        Bench.refuses("repair.disk.not-declared", bench.apply(new Remedy.ReclaimDisk(List.of(), true), service));
        assertTrue(Files.exists(Path.of("/usr/lib/os-release")));
    }

    private RemedyOutcome reclaim(Predicate<FileSystemRoom> enough, Path home, List<String> caches) {
        return new DiskReclaim(bench.machine.kernel(), bench.keeping(), enough)
                .apply(new Remedy.ReclaimDisk(caches, false), service(home, caches), Deadline.in(Long.MAX_VALUE / 2));
    }

    private ServiceSpec service(Path home, List<String> reclaim) {
        LadderSpec ladder = Bench.ladder(List.of(), Optional.empty(), List.of(), reclaim);
        return bench.service(home, Optional.empty()).withLadder(ladder);
    }

    private static Path filled(Path cache, int megabytes) throws IOException {
        Files.createDirectories(cache);
        Files.write(cache.resolve("big"), new byte[megabytes * MEGABYTE]);
        return cache;
    }

    private static long count(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.count();
        }
    }
}
