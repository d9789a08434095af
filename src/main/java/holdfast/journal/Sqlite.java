package holdfast.journal;

import holdfast.model.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/// How the journal talks to SQLite: connections, pragmas, and what its result codes mean to a person.
///
/// Threading: any; a connection belongs to one thread at a time.
final class Sqlite {
    /// "HOLD". The file(1) database and [SqliteFile] tell a journal from any other SQLite file by it.
    static final int APPLICATION_ID = 0x484F4C44;

    /// Grows by one with every change that an older version would misread.
    static final int SCHEMA_VERSION = 1;

    /// Milliseconds to wait for a lock. Only a person's own sqlite3 shell can hold one, and then not for long.
    private static final int BUSY_MILLIS = 2_000;

    /// KiB of pages in memory. The journal is appended to and read rarely: the default of 2 MB buys nothing.
    private static final int CACHE_KIBIBYTES = 256;

    /// Pages after which the appending thread itself copies the log into the database, and waits for the disk: only a backstop,
    /// [Journal#tidy] does it earlier and elsewhere. 8 MB; a turn takes 4 pages or so.
    private static final int CHECKPOINT_PAGES = 2_048;

    private Sqlite() {}

    /// What a connection may do.
    enum Access {
        WRITE,
        READ,
        /// Reads a database beside which nothing can be written: the index of the write-ahead log is kept in memory, which SQLite
        /// does only for a connection that has the database to itself (sqlite.org/wal.html, "Use of WAL Without Shared-Memory").
        READ_ALONE,
        /// Reads a database without a write-ahead log on a disk that nobody can write (sqlite.org/uri.html, "immutable").
        READ_FROZEN
    }

    /// Opens without touching anything: nothing is written before something is asked for.
    static Connection connect(Path file, Access access) throws SQLException {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        if (access == Access.READ || access == Access.READ_FROZEN) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
            config.setReadOnly(true);
        }
        if (access == Access.READ_ALONE) {
            config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
        }
        return config.createConnection(
                access == Access.READ_FROZEN
                        ? "jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath() + "?immutable=1"
                        : "jdbc:sqlite:" + file);
    }

    /// Makes a connection the writer. WAL with synchronous=NORMAL survives the death of the process; a power cut may cost the last
    /// turns but never tears one (sqlite.org/pragma.html#pragma_synchronous).
    static void prepareToWrite(Connection connection) throws SQLException {
        run(connection, "PRAGMA journal_mode=WAL");
        run(connection, "PRAGMA synchronous=NORMAL");
        run(connection, "PRAGMA wal_autocheckpoint=" + CHECKPOINT_PAGES);
        run(connection, "PRAGMA cache_size=-" + CACHE_KIBIBYTES);
        run(connection, "PRAGMA temp_store=MEMORY");
    }

    static void createSchema(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        run(connection, """
                CREATE TABLE facts (
                  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                  boot TEXT NOT NULL,
                  at_nanos INTEGER NOT NULL,
                  wall_millis INTEGER NOT NULL,
                  service TEXT NOT NULL,
                  kind TEXT NOT NULL,
                  incident INTEGER,
                  body TEXT NOT NULL)""");
        run(connection, "CREATE INDEX facts_by_service ON facts (service, sequence)");
        run(connection, "CREATE INDEX facts_by_incident ON facts (incident, sequence) WHERE incident IS NOT NULL");
        run(connection, "PRAGMA application_id=" + APPLICATION_ID);
        run(connection, "PRAGMA user_version=" + SCHEMA_VERSION);
        connection.commit();
        connection.setAutoCommit(true);
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean _ = statement.execute(sql);
        }
    }

    static int number(Connection connection, String sql) throws SQLException {
        return Integer.parseInt(text(connection, sql));
    }

    /// The first column of the first row.
    static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            String text = result.next() ? result.getString(1) : null;
            return text == null ? "" : text;
        }
    }

    static boolean isDamage(SQLException e) {
        return switch (primary(e)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT -> true;
            default -> false;
        };
    }

    /// Why something could not be read.
    static Reason reading(Path file, SQLException e) {
        return primary(e) == SQLiteErrorCode.SQLITE_BUSY
                ? Reason.of("journal.in-use", file)
                : Reason.of("journal.unreadable", file, words(e));
    }

    /// Why something could not be written.
    static Reason writing(Path file, SQLException e) {
        return switch (primary(e)) {
            case SQLITE_FULL -> Reason.of("journal.disk-full", file);
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN -> Reason.of("journal.read-only", file, words(e));
            default -> Reason.of("journal.unwritable", file, words(e));
        };
    }

    /// What SQLite says, without the code's name that the driver puts in front.
    static String words(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int open = message.indexOf('(');
        boolean wrapped = message.startsWith("[SQLITE_") && open > 0 && message.endsWith(")");
        return wrapped ? message.substring(open + 1, message.length() - 1).toLowerCase(Locale.ROOT) : message;
    }

    /// The low byte of an extended result code, as sqlite.org/rescode.html defines it.
    private static SQLiteErrorCode primary(SQLException e) {
        return e instanceof SQLiteException known
                ? SQLiteErrorCode.getErrorCode(known.getResultCode().code & 0xff)
                : SQLiteErrorCode.UNKNOWN_ERROR;
    }
}
