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
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Notices that a file has got another content, however it got there: written in place, renamed over, or by a link that points
/// elsewhere. Watched is the directory, since a watch on the file itself would stay with the old one.
///
/// Threading: a thread of its own calls `changed`.
final class ConfigWatch implements AutoCloseable {
    /// Milliseconds of quiet before the file is read: editors and `cp` write in several steps.
    private static final long QUIET_MILLIS = 200;

    private final Path file;
    private final Runnable changed;
    private final WatchService watch;
    private byte[] content;

    private ConfigWatch(Path file, Runnable changed, WatchService watch) {
        this.file = file;
        this.changed = changed;
        this.watch = watch;
        this.content = read(new byte[0]);
    }

    /// @throws IOException when the machine has no inotify watch left, or the directory is gone
    static ConfigWatch begin(Path file, Runnable changed) throws IOException {
        WatchService service = FileSystems.getDefault().newWatchService();
        try {
            for (Path directory : directories(file)) {
                WatchKey _ = directory.register(
                        service,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
            }
        } catch (IOException e) {
            service.close();
            throw e;
        }
        var begun = new ConfigWatch(file, changed, service);
        Thread.ofPlatform().name("holdfast-config").daemon().start(begun::watch);
        return begun;
    }

    /// The one it is named in, and the one it really lies in.
    private static Set<Path> directories(Path file) throws IOException {
        var directories = new LinkedHashSet<Path>();
        for (Path place : new Path[] {file.toAbsolutePath(), file.toRealPath()}) {
            Path parent = place.getParent();
            if (parent != null) {
                directories.add(parent);
            }
        }
        return directories;
    }

    @Override
    public void close() {
        try {
            watch.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void watch() {
        try {
            while (true) {
                forget(watch.take());
                for (WatchKey more = next(); more != null; more = next()) {
                    forget(more);
                }
                byte[] now = read(content);
                if (!Arrays.equals(now, content)) {
                    content = now;
                    changed.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ClosedWatchServiceException closed) {
            return;
        }
    }

    private @Nullable WatchKey next() throws InterruptedException {
        return watch.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static void forget(WatchKey key) {
        key.pollEvents();
        key.reset();
    }

    /// A file that is missing or unreadable for a moment has not changed: between `rm` and `mv` there is nothing to say.
    private byte[] read(byte[] otherwise) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException missing) {
            return otherwise;
        }
    }
}
