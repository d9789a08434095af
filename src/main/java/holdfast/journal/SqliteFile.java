package holdfast.journal;

import holdfast.journal.Sqlite.Access;
import holdfast.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Opens the journal's file with care. What is there is never overwritten: a file of somebody else, or of a newer version, is
/// refused; a damaged one is renamed, and people are told.
///
/// Threading: any.
final class SqliteFile {
    /// Year to second in UTC: sorts by age, and is a file name everywhere.
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /// The database, and what SQLite keeps beside it.
    private static final List<String> PARTS = List.of("", "-wal", "-shm");

    private SqliteFile() {}

    /// What became of opening.
    sealed interface Opened {
        /// @param warning present when a damaged journal was set aside
        record Ready(Connection connection, Optional<Reason> warning) implements Opened {}

        /// Nothing was changed.
        record Refused(Reason reason) implements Opened {}

        /// The disk does not let us write. What there is may still be readable.
        record Unwritable(Reason reason) implements Opened {}
    }

    static Opened open(Path file, long wallMillis) {
        try {
            if (!Files.exists(file)) {
                return create(file, Optional.empty());
            }
            if (Files.size(file) == 0) {
                return setAside(file, Optional.empty(), wallMillis);
            }
        } catch (IOException e) {
            return new Opened.Refused(Reason.of("journal.unreadable", file, String.valueOf(e.getMessage())));
        }
        return openExisting(file, wallMillis);
    }

    private static Opened create(Path file, Optional<Reason> warning) {
        Connection connection = null;
        try {
            connection = Sqlite.connect(file, Access.WRITE);
            Sqlite.prepareToWrite(connection);
            Sqlite.createSchema(connection);
            return new Opened.Ready(connection, warning);
        } catch (SQLException e) {
            close(connection, e);
            return new Opened.Unwritable(Sqlite.writing(file, e));
        }
    }

    private static Opened openExisting(Path file, long wallMillis) {
        Connection connection = null;
        String damage;
        try {
            connection = Sqlite.connect(file, Access.WRITE);
            Optional<Reason> refusal = refusal(connection, file);
            if (refusal.isPresent()) {
                connection.close();
                return new Opened.Refused(refusal.get());
            }
            damage = Sqlite.text(connection, "PRAGMA quick_check(1)");
            if (damage.equals("ok")) {
                Sqlite.prepareToWrite(connection);
                if (isBlank(connection)) {
                    Sqlite.createSchema(connection);
                }
                return new Opened.Ready(connection, Optional.empty());
            }
            connection.close();
        } catch (SQLException e) {
            close(connection, e);
            if (!Sqlite.isDamage(e)) {
                return new Opened.Unwritable(Sqlite.writing(file, e));
            }
            damage = Sqlite.words(e);
        }
        return setAside(file, Optional.of(damage), wallMillis);
    }

    /// Why this database is not ours to write, if it is not.
    static Optional<Reason> refusal(Connection connection, Path file) throws SQLException {
        int application = Sqlite.number(connection, "PRAGMA application_id");
        int version = Sqlite.number(connection, "PRAGMA user_version");
        if (application != Sqlite.APPLICATION_ID && !isBlank(connection)) {
            return Optional.of(Reason.of("journal.foreign", file, Integer.toUnsignedString(application)));
        }
        return version > Sqlite.SCHEMA_VERSION
                ? Optional.of(Reason.of("journal.newer", file, version, Sqlite.SCHEMA_VERSION))
                : Optional.empty();
    }

    /// Without any table: a journal whose creation was cut short.
    private static boolean isBlank(Connection connection) throws SQLException {
        return Sqlite.number(connection, "PRAGMA application_id") == 0
                && Sqlite.number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
    }

    /// @param damage in the words of SQLite; absent = there is nothing in the file
    private static Opened setAside(Path file, Optional<String> damage, long wallMillis) {
        Path aside = free(file.resolveSibling(
                file.getFileName() + ".damaged-" + STAMP.format(Instant.ofEpochMilli(wallMillis))));
        try {
            for (String part : PARTS) {
                Path from = Path.of(file + part);
                if (Files.exists(from)) {
                    Files.move(from, Path.of(aside + part));
                }
            }
        } catch (IOException e) {
            return new Opened.Refused(damage.map(words -> Reason.of("journal.set-aside-failed", file, words, e))
                    .orElseGet(() -> Reason.of("journal.empty-set-aside-failed", file, e)));
        }
        return create(
                file,
                Optional.of(damage.map(words -> Reason.of("journal.damaged", file, aside, words))
                        .orElseGet(() -> Reason.of("journal.empty", file, aside))));
    }

    /// Two damages within one second must not overwrite each other's evidence.
    private static Path free(Path wanted) {
        Path candidate = wanted;
        for (int i = 2; Files.exists(candidate); i++) {
            candidate = Path.of(wanted + "-" + i);
        }
        return candidate;
    }

    private static void close(@Nullable Connection connection, SQLException cause) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
