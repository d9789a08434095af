package holdfast.repair;

import holdfast.linux.DeclaredPath;
import holdfast.linux.FileHandle;
import holdfast.linux.FileStatus;
import holdfast.linux.SysResult;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;

/// Exchanges a database for a copy of its backup so that a cut at any moment leaves one whole file under its name.
///
/// 1. The copy is written beside it under another name, given owner and mode of the database, and forced to the disk.
/// 2. The damaged file gets a second name, by which it is kept.
/// 3. Its logs (`-wal`, `-shm`, `-journal`) are moved away: SQLite would apply them to the new file, and damage that too.
/// 4. The copy takes the name, in one step, and the directory is forced to the disk.
///
/// After a cut between 3 and 4 the damaged file is still there under its name, is found damaged again, and is exchanged then.
final class DatabaseExchange implements AutoCloseable {
    /// Bytes copied between two looks at the deadline.
    private static final long PIECE_BYTES = 16L * 1024 * 1024;

    private static final List<String> LOGS = List.of("-wal", "-shm", "-journal");

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final Path shown;
    private final FileHandle directory;

    /// In the directory that is held, whatever becomes of its name meanwhile.
    private final Path file;

    private final FileHandle.Status status;
    private final Path copy;
    private final long self;

    private DatabaseExchange(Path shown, FileHandle directory, FileHandle.Status status, long self) {
        this.shown = shown;
        this.directory = directory;
        this.file = directory.handle().resolve(shown.getFileName());
        this.status = status;
        this.copy = beside(file, ".restoring-" + STAMP.format(Instant.now()));
        this.self = self;
    }

    /// @param file without links
    /// @param status of the damaged file
    static DatabaseExchange begin(Path file, FileHandle.Status status, long self) throws IOException {
        return new DatabaseExchange(file, ok(FileHandle.open(file.resolveSibling(""))), status, self);
    }

    static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    Path copied() {
        return copy;
    }

    void copy(Path backup, Deadline deadline) throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        // By the way it was found, once more: another file may lie there by now.
        try (FileHandle source = plain(backup);
                var from = FileChannel.open(source.handle(), StandardOpenOption.READ);
                var to = FileChannel.open(copy, options, mode)) {
            transfer(backup, from, to, deadline);
            to.force(true);
        }
        try (FileHandle handle = ok(FileHandle.open(copy))) {
            if (self == 0) {
                SysResult.Done _ = ok(handle.own(status.userId(), status.groupId()));
            }
            SysResult.Done _ = ok(handle.permit(status.mode()));
        }
    }

    private FileHandle plain(Path path) throws IOException {
        if (!(DeclaredPath.open(path, self) instanceof DeclaredPath.Result.Opened(FileHandle handle))) {
            throw new IOException(path + " cannot be reached");
        }
        if (handle.status() instanceof SysResult.Ok<FileHandle.Status>(FileHandle.Status seen) && seen.kind() == FileStatus.Kind.FILE) {
            return handle;
        }
        handle.close();
        throw new IOException(path + " is no plain file by now");
    }

    /// All of it, in pieces, so that it ends when its time is up.
    static void transfer(Path name, FileChannel from, FileChannel to, Deadline deadline) throws IOException {
        long size = from.size();
        for (long at = 0; at < size; ) {
            if (deadline.isOver()) {
                throw new IOException(name + " takes too long to copy");
            }
            long moved = from.transferTo(at, Math.min(PIECE_BYTES, size - at), to);
            if (moved <= 0) {
                throw new IOException(name + " became shorter while it was copied");
            }
            at += moved;
        }
    }

    /// @return where the damaged file is kept
    Path exchange() throws IOException {
        try (FileHandle now = ok(directory.child(shown.getFileName().toString()))) {
            if (!ok(now.status()).isSameFile(status)) {
                throw new IOException(shown + " is another file by now");
            }
        }
        String ending = ".damaged-" + STAMP.format(Instant.now());
        Path kept = beside(file, ending);
        Files.createLink(kept, file);
        for (String log : LOGS) {
            Path from = beside(file, log);
            if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(from, beside(kept, log), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
        try (var entries = FileChannel.open(directory.handle(), StandardOpenOption.READ)) {
            entries.force(true);
        }
        return beside(shown, ending);
    }

    /// Leaves no half copy behind.
    @Override
    public void close() throws IOException {
        try (directory) {
            Files.deleteIfExists(copy);
        }
    }

    private static <T> T ok(SysResult<T> result) throws IOException {
        return switch (result) {
            case SysResult.Ok<T>(T value) -> value;
            case SysResult.Failed<T>(int errno, String call, String subject) ->
                throw new IOException(call + " of " + subject + ": errno " + errno);
        };
    }
}
