package holdfast.daemon;

import holdfast.model.Reason;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One Holdfast per state directory: a lock of the kernel on `holdfast.lock`, which ends with the process however it ends, so that
/// after a `kill -9` the next one can start at once. Children do not inherit it (fcntl(2), F_SETLK).
///
/// Who holds it is told by `holdfast.owner` beside it, and not by the locked file itself: a process that opens and closes a file on
/// which it holds such a lock loses the lock.
///
/// Threading: any.
public final class InstanceLock implements AutoCloseable {
    private static final String LOCK = "holdfast.lock";
    private static final String OWNER = "holdfast.owner";
    private static final DateTimeFormatter SINCE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private final FileChannel channel;

    private InstanceLock(FileChannel channel) {
        this.channel = channel;
    }

    /// What became of an attempt.
    public sealed interface Attempt {
        record Held(InstanceLock lock) implements Attempt {}

        record Refused(Reason reason) implements Attempt {}
    }

    /// Who holds a lock.
    ///
    /// @param config the configuration it runs, as a path or another word for people
    public record Owner(long pid, Instant since, String config) {}

    /// @param directory examined before, see [StateDirectory#prepare]
    public static Attempt acquire(Path directory, Owner me) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    directory.resolve(LOCK),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            if (tryLock(channel) == null) {
                channel.close();
                return new Attempt.Refused(held(directory));
            }
            leaveName(directory.resolve(OWNER), me);
            return new Attempt.Held(new InstanceLock(channel));
        } catch (IOException e) {
            close(channel, e);
            return new Attempt.Refused(Reason.of("daemon.lock.cannot-lock", directory, StateDirectory.words(e)));
        }
    }

    /// Who holds, or last held, the lock of this directory; empty when that is not known.
    public static Optional<Owner> owner(Path directory) {
        try (Reader reader = new StringReader(Files.readString(directory.resolve(OWNER)))) {
            var properties = new Properties();
            properties.load(reader);
            return Optional.of(new Owner(
                    Long.parseLong(properties.getProperty("pid", "")),
                    Instant.parse(properties.getProperty("since", "")),
                    properties.getProperty("config", "")));
        } catch (IOException | RuntimeException unreadable) {
            // Being written at this moment, or damaged: it is only for a better message.
            return Optional.empty();
        }
    }

    /// Lets the next one in.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to do about it, and the kernel releases the lock when the process ends.
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    private static Reason held(Path directory) {
        return owner(directory)
                .map(owner -> Reason.of("daemon.lock.held", owner.pid(), SINCE.format(owner.since()), owner.config(), directory))
                .orElseGet(() -> Reason.of("daemon.lock.held-by-unknown", directory));
    }

    /// A name is only for a better message. On a full disk there is none: services are kept up all the same.
    private static void leaveName(Path file, Owner me) {
        try {
            write(file, me);
        } catch (IOException noRoom) {
            forget(file, noRoom);
        }
    }

    /// The name of the one before must not stand for ours.
    private static void forget(Path file, IOException cause) {
        try {
            Files.deleteIfExists(file.resolveSibling(OWNER + ".new"));
            Files.deleteIfExists(file);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /// Whole or not at all: a second daemon may read at any moment.
    private static void write(Path file, Owner me) throws IOException {
        var text = "pid=" + me.pid() + "\nsince=" + me.since() + "\nconfig=" + escaped(me.config()) + "\n";
        Path fresh = file.resolveSibling(OWNER + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static void close(@Nullable FileChannel channel, IOException cause) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
