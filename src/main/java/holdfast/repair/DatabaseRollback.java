package holdfast.repair;

import holdfast.repair.DatabaseLook.Condition;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;

/// What a database is whose last writer was cut off in the middle of a change: its rollback journal is hot, and the file alone is
/// neither its old state nor its new one (sqlite.org/lockingv3.html, 4.1). SQLite rolls back when it is opened for writing, so
/// that is done to a copy of both, beside them; the original stays as it was found.
final class DatabaseRollback implements AutoCloseable {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private static final String JOURNAL = "-journal";

    private final Path copy;

    private DatabaseRollback(Path copy) {
        this.copy = copy;
    }

    static DatabaseRollback begin(Path file) {
        return new DatabaseRollback(DatabaseExchange.beside(file, ".looking-" + STAMP.format(Instant.now())));
    }

    /// Bytes that the look takes on the disk.
    static long bytes(Path file) throws IOException {
        return Files.size(file) + Files.size(DatabaseExchange.beside(file, JOURNAL));
    }

    Condition look(Path file, Deadline deadline) throws IOException {
        copy(file, copy, deadline);
        copy(DatabaseExchange.beside(file, JOURNAL), DatabaseExchange.beside(copy, JOURNAL), deadline);
        return DatabaseLook.look(copy, DatabaseLook.Depth.ROLLED_BACK, deadline);
    }

    private static void copy(Path from, Path to, Deadline deadline) throws IOException {
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var in = FileChannel.open(from, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                var out = FileChannel.open(to, options, mode)) {
            DatabaseExchange.transfer(from, in, out, deadline);
        }
    }

    /// Leaves no copy behind.
    @Override
    public void close() throws IOException {
        for (String ending : List.of("", JOURNAL, "-wal", "-shm")) {
            Files.deleteIfExists(DatabaseExchange.beside(copy, ending));
        }
    }
}
