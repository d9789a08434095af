package holdfast.linux;

import holdfast.linux.FileEvents.FileEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Changes of files are told, the smallest and the largest.
final class FileEventsTest {
    private static final int PATIENCE_MILLIS = 20_000;

    @TempDir
    private Path folder;

    private static FileEvents open() {
        return ok(FileEvents.open());
    }

    private static <T> T ok(SysResult<T> result) {
        return switch (result) {
            case SysResult.Ok<T>(T value) -> value;
            case SysResult.Failed<T> failed -> throw new AssertionError(failed.toString());
        };
    }

    private static List<FileEvent> next(FileEvents events) {
        List<FileEvent> seen = ok(events.await(PATIENCE_MILLIS));
        assertFalse(seen.isEmpty(), "nothing was told");
        return seen;
    }

    @Test
    void aChangedModeIsToldByName() throws IOException {
        Path file = Files.createFile(folder.resolve("index.html"));
        try (var events = open()) {
            int watch = ok(events.watch(folder, false));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));

            assertEquals(new FileEvent(watch, "index.html", false, false), next(events).getFirst());
        }
    }

    @Test
    void theDirectoryItselfIsToldWithoutAName() throws IOException {
        try (var events = open()) {
            int watch = ok(events.watch(folder, false));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

            assertEquals(new FileEvent(watch, "", false, true), next(events).getFirst());
        }
    }

    @Test
    void writtenContentIsToldOnlyToThoseWhoAsked() throws IOException {
        Path file = Files.createFile(folder.resolve("log"));
        try (var events = open()) {
            int watch = ok(events.watch(folder, false));
            Files.writeString(file, "a line");
            assertEquals(List.of(), ok(events.await(0)));

            assertEquals(watch, ok(events.watch(folder, true)));
            Files.writeString(file, "another");
            assertEquals("log", next(events).getFirst().name());
        }
    }

    @Test
    void whatComesAndGoesIsToldAndDirectoriesAreMarked() throws IOException {
        try (var events = open()) {
            int watch = ok(events.watch(folder, false));
            Path made = Files.createDirectory(folder.resolve("ö"));
            assertEquals(List.of(new FileEvent(watch, "ö", true, true)), next(events));
            Files.move(made, folder.resolve("renamed"));
            assertEquals(
                    List.of(new FileEvent(watch, "ö", true, true), new FileEvent(watch, "renamed", true, true)), next(events));
        }
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("target")));
        try (var events = open()) {
            int watch = ok(events.watch(link, false));
            Files.createFile(folder.resolve("target/file"));

            assertEquals(List.of(), ok(events.await(0)));
            assertTrue(watch > 0);
        }
    }

    @Test
    void whatIsNotThereCannotBeWatched() {
        try (var events = open()) {
            var failed = assertInstanceOf(SysResult.Failed.class, events.watch(folder.resolve("gone"), false));

            assertEquals(Errno.ENOENT, failed.errno());
        }
    }

    @Test
    void wakingEndsTheWaitAndForgettingEndsTheEvents() throws IOException {
        try (var events = open()) {
            int watch = ok(events.watch(folder, false));
            events.wake();
            long begin = System.nanoTime();
            assertEquals(List.of(), ok(events.await(PATIENCE_MILLIS)));
            assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(10));

            events.forget(watch);
            events.forget(4711);
            Files.createFile(folder.resolve("unseen"));
            assertTrue(ok(events.await(0)).stream().allMatch(event -> event.name().isEmpty()));
        }
    }

    @Test
    void manyEventsAtOnceAreAllTold() throws IOException {
        try (var events = open()) {
            int _ = ok(events.watch(folder, false));
            for (int i = 0; i < 5000; i++) {
                Files.createFile(folder.resolve("file-with-a-rather-long-name-" + i));
            }
            var seen = new ArrayList<FileEvent>();
            for (List<FileEvent> some = ok(events.await(0)); !some.isEmpty(); some = ok(events.await(0))) {
                seen.addAll(some);
            }
            assertEquals(5000, seen.size());
        }
    }
}
