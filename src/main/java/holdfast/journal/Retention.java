package holdfast.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What may be forgotten. A fact goes when it is old, or when there are too many; but these stay whatever their age, since
/// replay needs them:
///
/// | kept | why |
/// |---|---|
/// | the newest fact of each kind of each service (and check) | what holds now was said by one of them, and what ended it comes later |
/// | the newest [#ROWS_OF_SERVICE] facts of each service | how often and how lately it was repaired, and how long it held |
/// | everything from the opening of a service's newest incident until its close | an open incident goes on after a restart; the newest closed one is what `why` tells |
/// | the newest [#ROWS_MIN] facts | a clock that jumped years ahead makes everything look old |
///
/// Threading: that of the connection.
final class Retention {
    /// Facts that are kept even when they look old.
    static final int ROWS_MIN = 5_000;

    /// Facts of one service that stay whatever their age: many times what one incident writes.
    static final int ROWS_OF_SERVICE = 100;

    /// Facts; beyond them the oldest go even when they are young. Some 5 MB, and half a second to replay on a cold machine: what
    /// stands between a start of Holdfast and its first look at the services.
    static final int ROWS_MAX = 20_000;

    /// A month of history for people.
    static final long AGE_MILLIS_MAX = TimeUnit.DAYS.toMillis(30);

    /// Facts trimmed at a time, while the writer waits: about a millisecond.
    static final int STEP = 200;

    /// Facts trimmed by one call; the next one goes on.
    private static final int DOOMED_MAX = 20_000;

    private static final String DOOMED = """
            WITH latest AS (
              SELECT max(sequence) AS sequence FROM facts
              GROUP BY service, kind, coalesce(json_extract(body, '$.check'), '')),
            ranked AS (
              SELECT sequence, row_number() OVER (PARTITION BY service ORDER BY sequence DESC) AS rank FROM facts),
            opened AS (
              SELECT service, max(sequence) AS since FROM facts WHERE kind = 'incident-opened' GROUP BY service),
            closed AS (
              SELECT o.service, o.since, coalesce(
                (SELECT max(c.sequence) FROM facts c
                 WHERE c.service = o.service AND c.kind = 'incident-closed' AND c.sequence > o.since), 9223372036854775807) AS until
              FROM opened o)
            SELECT f.sequence FROM facts f JOIN ranked r ON r.sequence = f.sequence AND r.rank > ?
            LEFT JOIN closed i ON i.service = f.service
            WHERE f.sequence <= coalesce((SELECT sequence FROM facts ORDER BY sequence DESC LIMIT 1 OFFSET ?), 0)
              AND (f.wall_millis < ?
                   OR f.sequence <= coalesce((SELECT sequence FROM facts ORDER BY sequence DESC LIMIT 1 OFFSET ?), 0))
              AND f.sequence NOT IN (SELECT sequence FROM latest)
              AND (i.since IS NULL OR f.sequence < i.since OR f.sequence > i.until)
            ORDER BY f.sequence LIMIT ?""";

    private Retention() {}

    /// Sequences that may go, oldest first. Later facts can only add to them, so there is no hurry.
    static List<Long> doomed(Connection connection, long wallMillis) throws SQLException {
        var doomed = new ArrayList<Long>();
        try (PreparedStatement statement = connection.prepareStatement(DOOMED)) {
            statement.setInt(1, ROWS_OF_SERVICE);
            statement.setInt(2, ROWS_MIN);
            statement.setLong(3, wallMillis - AGE_MILLIS_MAX);
            statement.setInt(4, ROWS_MAX);
            statement.setInt(5, DOOMED_MAX);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    doomed.add(result.getLong(1));
                }
            }
        }
        return doomed;
    }

    static int delete(Connection connection, List<Long> sequences) throws SQLException {
        int deleted = 0;
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM facts WHERE sequence = ?")) {
            for (long sequence : sequences) {
                statement.setLong(1, sequence);
                deleted += statement.executeUpdate();
            }
        }
        return deleted;
    }
}
