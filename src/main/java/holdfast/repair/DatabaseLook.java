package holdfast.repair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/// Asks SQLite whether a database is undamaged, on a connection that cannot write to the original.
final class DatabaseLook {
    /// The first bytes of every database, sqlite.org/fileformat.html.
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.ISO_8859_1);

    /// Virtual machine instructions between two looks at the deadline: well below a millisecond.
    private static final int STEPS = 1_000;

    private static final int PLAIN_CODE = 0xff;

    private DatabaseLook() {}

    /// What a database is.
    sealed interface Condition {
        record Sound() implements Condition {}

        /// @param how in SQLite's words
        record Damaged(String how) implements Condition {}

        /// Its last change was cut off, and has to be rolled back before anything can be said.
        record Unfinished() implements Condition {}

        /// Nothing may be concluded.
        record Unknown(String why) implements Condition {}
    }

    /// How thoroughly, and of what.
    enum Depth {
        /// `quick_check`, with the write-ahead log beside the file as part of it.
        LIVE("PRAGMA quick_check(1)", "?mode=ro"),
        /// `integrity_check`, indexes included, of the file alone: nothing beside it counts, and nothing is made there.
        ALONE("PRAGMA integrity_check(1)", "?immutable=1"),
        /// `quick_check` of a copy that may be written to, once its hot journal is rolled back.
        ROLLED_BACK("PRAGMA quick_check(1)", "?mode=rw");

        private final String question;
        private final String options;

        Depth(String question, String options) {
            this.question = question;
            this.options = options;
        }

        private boolean isReadOnly() {
            return this != ROLLED_BACK;
        }
    }

    static Condition look(Path file, Depth depth, Deadline deadline) {
        try {
            // The first page may be among those that are rolled back.
            if (depth != Depth.ROLLED_BACK && !isUnfinished(file) && !hasMagic(file)) {
                return new Condition.Damaged(Files.size(file) == 0 ? "empty" : "no SQLite database");
            }
        } catch (IOException failure) {
            return new Condition.Unknown(failure.toString());
        }
        var config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setReadOnly(depth.isReadOnly());
        String url = "jdbc:sqlite:file:" + file.toUri().getRawPath() + depth.options;
        try (Connection connection = config.createConnection(url);
                Statement statement = connection.createStatement()) {
            ProgressHandler.setHandler(connection, STEPS, new ProgressHandler() {
                @Override
                protected int progress() {
                    return deadline.isOver() ? 1 : 0;
                }
            });
            try (ResultSet found = statement.executeQuery(depth.question)) {
                String said = found.next() ? String.valueOf(found.getString(1)) : "";
                return said.equals("ok") ? new Condition.Sound() : new Condition.Damaged(said);
            } finally {
                ProgressHandler.clearHandler(connection);
            }
        } catch (SQLException failure) {
            return failed(failure, depth == Depth.LIVE && isUnfinished(file));
        }
    }

    /// A rollback journal with something in it lies beside the file.
    private static boolean isUnfinished(Path file) {
        try {
            return Files.size(DatabaseExchange.beside(file, "-journal")) > 0;
        } catch (IOException none) {
            return false;
        }
    }

    private static Condition failed(SQLException failure, boolean isUnfinished) {
        SQLiteErrorCode code =
                failure instanceof SQLiteException said ? said.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        // Extended codes carry their plain one in the low byte, sqlite.org/rescode.html.
        return switch (code.code & PLAIN_CODE) {
            case 11, 26 -> isUnfinished ? new Condition.Unfinished() : new Condition.Damaged(code.message);
            case 8, 14 -> isUnfinished ? new Condition.Unfinished() : unknown(code, failure);
            default -> unknown(code, failure);
        };
    }

    private static Condition unknown(SQLiteErrorCode code, SQLException failure) {
        return new Condition.Unknown(code + " " + failure.getMessage());
    }

    private static boolean hasMagic(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(MAGIC, in.readNBytes(MAGIC.length));
        }
    }
}
