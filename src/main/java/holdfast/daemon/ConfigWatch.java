package holdfast.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Notices that one of the files that make the configuration has got another content, however it got there: written in place, renamed
/// over, or by a link that points elsewhere. Watched are directories, since a watch on a file itself would stay with the old one.
///
/// A configuration that is missing for a moment has not changed: between `rm` and `mv` there is nothing to say. Any other file that
/// is missing has, because whatever was read from it is gone.
///
/// Threading: any may call; a thread of its own calls `changed`.
final class ConfigWatch implements AutoCloseable {
    /// Milliseconds of quiet before the files are read: editors and `cp` write in several steps.
    private static final long QUIET_MILLIS = 200;

    /// Milliseconds that quiet is waited for: in a directory in which an application writes all the time there is none.
    private static final long QUIET_MILLIS_MAX = 2_000;

    private final Path main;
    private final Runnable changed;
    private final WatchService watch;
    private final Map<Path, FileContent> contents = new HashMap<>();
    private final Map<Path, WatchKey> directories = new LinkedHashMap<>();

    private ConfigWatch(Path main, Runnable changed, WatchService watch) {
        this.main = main.toAbsolutePath();
        this.changed = changed;
        this.watch = watch;
    }

    /// @param main the configuration itself
    /// @param files all that it was made from
    /// @throws IOException when the machine has no inotify watch left, or the directory of the configuration is gone
    static ConfigWatch begin(Path main, Set<Path> files, Runnable changed) throws IOException {
        WatchService service = FileSystems.getDefault().newWatchService();
        var begun = new ConfigWatch(main, changed, service);
        try {
            begun.follow(files);
        } catch (IOException e) {
            service.close();
            throw e;
        }
        Thread.ofPlatform().name("holdfast-config").daemon().start(begun::watch);
        return begun;
    }

    /// Watches these files from now on, and the configuration itself in any case.
    ///
    /// @throws IOException when the machine has no inotify watch left; those that could be watched are
    synchronized void follow(Set<Path> files) throws IOException {
        var all = new LinkedHashSet<>(Set.of(main));
        files.forEach(file -> all.add(file.toAbsolutePath()));
        contents.keySet().retainAll(all);
        all.forEach(file -> contents.computeIfAbsent(file, FileContent::of));
        look(all);
    }

    @Override
    public void close() {
        try {
            watch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Watches the directories in which the files are named, and those in which they really lie.
    private void look(Set<Path> files) throws IOException {
        var wanted = new HashSet<Path>();
        for (Path file : files) {
            wanted.add(existing(file));
            if (Files.exists(file)) {
                wanted.add(existing(file.toRealPath()));
            }
        }
        for (Path directory : wanted) {
            if (!directories.containsKey(directory)) {
                directories.put(
                        directory,
                        directory.register(
                                watch,
                                StandardWatchEventKinds.ENTRY_CREATE,
                                StandardWatchEventKinds.ENTRY_MODIFY,
                                StandardWatchEventKinds.ENTRY_DELETE));
            }
        }
        directories.entrySet().removeIf(watched -> {
            boolean isOver = !wanted.contains(watched.getKey()) || !watched.getValue().isValid();
            if (isOver) {
                watched.getValue().cancel();
            }
            return isOver;
        });
    }

    /// The directory of a file, or the nearest one above it that is there.
    private static Path existing(Path file) {
        Path directory = file.getParent();
        while (directory != null && directory.getParent() != null && !Files.isDirectory(directory)) {
            directory = directory.getParent();
        }
        return directory == null ? file : directory;
    }

    private void watch() {
        try {
            while (true) {
                forget(watch.take());
                awaitQuiet();
                if (isOther()) {
                    changed.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException closed) {
            return;
        }
    }

    private void awaitQuiet() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(QUIET_MILLIS_MAX);
        WatchKey more = next();
        while (more != null) {
            forget(more);
            more = System.nanoTime() < end ? next() : null;
        }
    }

    private @Nullable WatchKey next() throws InterruptedException {
        return watch.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void forget(WatchKey key) {
        key.pollEvents();
        key.reset();
    }

    private synchronized boolean isOther() {
        boolean isOther = false;
        for (var known : contents.entrySet()) {
            FileContent now = known.getValue().again(known.getKey());
            boolean isAway = known.getKey().equals(main) && now.isMissing();
            if (!isAway) {
                isOther |= !now.isSame(known.getValue());
                known.setValue(now);
            }
        }
        try {
            look(contents.keySet());
        } catch (IOException gone) {
            // A directory went while we looked; its own deletion wakes us again where another is left above it.
            return isOther;
        }
        return isOther;
    }
}
