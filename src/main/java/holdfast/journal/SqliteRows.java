package holdfast.journal;

import holdfast.journal.FactText.UnreadableFact;
import holdfast.model.Fact;
import holdfast.model.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Facts as rows of the table, in and out.
///
/// Threading: that of the connection.
final class SqliteRows {
    private static final String SELECT = "SELECT sequence, boot, at_nanos, wall_millis, kind, body FROM facts ";

    private final List<Row> rows = new ArrayList<>();
    private int unreadable;
    private String firstUnreadable = "";
    private long firstUnreadableSequence;

    /// @param where the rest of the statement, in which `?` stands for the values
    static SqliteRows select(Connection connection, String where, Object... values) throws SQLException {
        var read = new SqliteRows();
        try (PreparedStatement statement = connection.prepareStatement(SELECT + where)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    read.take(result);
                }
            }
        }
        return read;
    }

    List<Row> rows() {
        return rows;
    }

    /// For a query that asked for the newest first.
    List<Row> reversed() {
        var reversed = new ArrayList<>(rows);
        Collections.reverse(reversed);
        return reversed;
    }

    /// Present when some rows could not be read. One broken entry is no reason to forget all the others.
    Optional<Reason> complaint(Path file) {
        return unreadable == 0
                ? Optional.empty()
                : Optional.of(Reason.of(
                        "journal.facts-unreadable", file, unreadable, firstUnreadableSequence, firstUnreadable));
    }

    private void take(ResultSet result) throws SQLException {
        long sequence = result.getLong(1);
        try {
            Fact fact = FactText.read(text(result, 5), text(result, 6));
            rows.add(new Row(sequence, text(result, 2), result.getLong(3), result.getLong(4), fact));
        } catch (UnreadableFact e) {
            if (unreadable++ == 0) {
                firstUnreadable = String.valueOf(e.getMessage());
                firstUnreadableSequence = sequence;
            }
        }
    }

    private static String text(ResultSet result, int column) throws SQLException {
        String text = result.getString(column);
        return text == null ? "" : text;
    }

    /// Adds facts to the table, within the transaction of the caller.
    static void insert(PreparedStatement insert, String boot, Iterable<Backlog.Waiting> facts) throws SQLException {
        for (Backlog.Waiting waiting : facts) {
            Fact fact = waiting.fact();
            insert.setString(1, boot);
            insert.setLong(2, waiting.atNanos());
            insert.setLong(3, waiting.wallMillis());
            insert.setString(4, fact.service().name());
            insert.setString(5, FactText.kind(fact));
            OptionalLong incident = FactText.incident(fact);
            insert.setObject(6, incident.isPresent() ? incident.getAsLong() : null);
            insert.setString(7, FactText.body(fact));
            int _ = insert.executeUpdate();
        }
    }

    /// sqlite.org/lang_corefunc.html#last_insert_rowid: of this connection, whatever others do.
    static long lastInserted(Connection connection) throws SQLException {
        return Long.parseLong(Sqlite.text(connection, "SELECT last_insert_rowid()"));
    }

    static final String INSERT =
            "INSERT INTO facts (boot, at_nanos, wall_millis, service, kind, incident, body) VALUES (?, ?, ?, ?, ?, ?, ?)";
}
