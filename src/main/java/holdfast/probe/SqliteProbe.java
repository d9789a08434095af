package holdfast.probe;

import holdfast.linux.FileLook;
import holdfast.linux.FileStatus;
import holdfast.linux.Kernel;
import holdfast.linux.Reading;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/// Asks SQLite whether a database is undamaged: `PRAGMA quick_check`, which reads every page, on a connection that cannot write.
///
/// Looking must leave nothing behind. Opening a database in WAL mode makes the files `-wal` and `-shm` where they are missing, and
/// files of the wrong owner would lock the application out. So a database without a `-wal` file, which nobody has open, is read as
/// immutable (sqlite.org/uri.html); and one whose log was left behind by a crash is opened only by its owner, or by root, for
/// whom SQLite gives the new file to the owner of the database.
///
/// Threading: any.
final class SqliteProbe {
    /// The first bytes of every database, sqlite.org/fileformat.html.
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.ISO_8859_1);

    private static final int HEADER_BYTES = 100;

    /// Where the header says that there is a write-ahead log.
    private static final int WRITE_VERSION = 18;

    private static final int WAL = 2;

    /// Virtual machine instructions between two looks at the deadline: well below a millisecond.
    private static final int STEPS = 1_000;

    /// Milliseconds that SQLite itself waits for a lock. The rest is waited here: a virtual thread that waits in there holds on to
    /// the platform thread it runs on.
    private static final int BUSY_MILLIS = 10;

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int INTERRUPTED = 9;
    private static final int CORRUPT = 11;
    private static final int NOT_A_DATABASE = 26;

    private final Kernel kernel;

    SqliteProbe(Kernel kernel) {
        this.kernel = kernel;
    }

    ProbeResult probe(Question.Sqlite question, Deadline deadline) {
        try {
            Reason reason = look(question.path(), deadline);
            return ProbeResult.of(Outcome.PASS, reason, deadline.elapsedNanos());
        } catch (ProbeFailure e) {
            return ProbeResult.of(e.outcome(), e.reason(), deadline.elapsedNanos());
        }
    }

    private Reason look(String shown, Deadline deadline) throws ProbeFailure {
        Path file = real(shown);
        FileStatus before = status(file, shown);
        byte[] header = header(file, shown);
        if (!Arrays.equals(MAGIC, 0, MAGIC.length, header, 0, Math.min(MAGIC.length, header.length))) {
            throw ProbeFailure.fail(header.length == 0 ? "probe.sqlite.empty" : "probe.sqlite.no-database", shown);
        }
        boolean isLogged = header.length > WRITE_VERSION && header[WRITE_VERSION] == WAL;
        boolean isFrozen = isLogged && !Files.exists(beside(file, "-wal"));
        if (isLogged && !isFrozen && !Files.exists(beside(file, "-shm")) && !mayRecover(before)) {
            throw ProbeFailure.error("probe.sqlite.unrecovered", shown, before.owner());
        }
        try {
            return check(file, shown, isFrozen, deadline);
        } catch (ProbeFailure e) {
            // Somebody opened it meanwhile: pages read before and after a write do not fit together.
            boolean isChanged = isFrozen && (Files.exists(beside(file, "-wal")) || !before.equals(status(file, shown)));
            throw isChanged && e.outcome() == Outcome.FAIL ? ProbeFailure.error("probe.sqlite.changed", shown) : e;
        }
    }

    private Reason check(Path file, String shown, boolean isFrozen, Deadline deadline) throws ProbeFailure {
        while (true) {
            try {
                return checkOnce(file, shown, isFrozen, deadline);
            } catch (SQLException e) {
                int code = code(e);
                if ((code != BUSY && code != LOCKED) || deadline.remainingNanos() <= PAUSE.toNanos()) {
                    throw failed(e, shown, deadline);
                }
                pause();
            }
        }
    }

    private static void pause() throws ProbeFailure {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProbeFailure.error("probe.monitor.interrupted");
        }
    }

    private static Reason checkOnce(Path file, String shown, boolean isFrozen, Deadline deadline)
            throws SQLException, ProbeFailure {
        var config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        String url = "jdbc:sqlite:file:" + file.toUri().getRawPath() + (isFrozen ? "?immutable=1" : "?mode=ro");
        try (Connection connection = config.createConnection(url);
                Statement statement = connection.createStatement()) {
            ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
                @Override
                protected int progress() {
                    return deadline.remainingNanos() <= 0 ? 1 : 0;
                }
            });
            try (ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
                String said = found.next() ? String.valueOf(found.getString(1)) : "";
                if (!said.equals("ok")) {
                    throw ProbeFailure.fail("probe.sqlite.damaged", shown, Amounts.shortened(said));
                }
            } finally {
                ProgressHandler.clearHandler(connection);
            }
            return Reason.of("probe.sqlite.pass", shown, Amounts.span(deadline.elapsedNanos()));
        }
    }

    private static ProbeFailure failed(SQLException failure, String shown, Deadline deadline) {
        String said = Amounts.shortened(String.valueOf(failure.getMessage()));
        String took = Amounts.span(deadline.elapsedNanos());
        return switch (code(failure)) {
            case CORRUPT, NOT_A_DATABASE -> ProbeFailure.fail("probe.sqlite.damaged", shown, said);
            case BUSY, LOCKED -> ProbeFailure.error("probe.sqlite.locked", shown, took);
            case INTERRUPTED -> ProbeFailure.error("probe.sqlite.slow", shown, took);
            default -> ProbeFailure.error("probe.sqlite.unreadable", shown, said);
        };
    }

    /// Extended codes carry their plain one in the low byte, sqlite.org/rescode.html.
    private static int code(SQLException failure) {
        SQLiteErrorCode code = failure instanceof SQLiteException said ? said.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        return code.code & 0xff;
    }

    private boolean mayRecover(FileStatus status) {
        long own = kernel.userId();
        return own == 0 || own == status.userId();
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private static Path real(String shown) throws ProbeFailure {
        try {
            return Path.of(shown).toRealPath();
        } catch (NoSuchFileException e) {
            throw ProbeFailure.fail("probe.sqlite.missing", shown);
        } catch (IOException e) {
            throw unreadable(e, shown);
        }
    }

    private static FileStatus status(Path file, String shown) throws ProbeFailure {
        return switch (new FileLook().status(file)) {
            case Reading.Found<FileStatus>(FileStatus status) when status.kind() == FileStatus.Kind.FILE -> status;
            case Reading.Found<FileStatus> _ -> throw ProbeFailure.fail("probe.sqlite.no-database", shown);
            case Reading.Gone<FileStatus> _ -> throw ProbeFailure.fail("probe.sqlite.missing", shown);
            case Reading.Unreadable<FileStatus>(String _, String cause) ->
                throw ProbeFailure.error("probe.sqlite.unreadable", shown, cause);
        };
    }

    private static byte[] header(Path file, String shown) throws ProbeFailure {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(HEADER_BYTES);
        } catch (IOException e) {
            throw unreadable(e, shown);
        }
    }

    private static ProbeFailure unreadable(IOException failure, String shown) {
        String cause = failure instanceof AccessDeniedException
                ? "Permission denied"
                : Amounts.shortened(String.valueOf(failure.getMessage()));
        return ProbeFailure.error("probe.sqlite.unreadable", shown, cause);
    }
}
