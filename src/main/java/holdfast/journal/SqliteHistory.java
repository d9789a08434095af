package holdfast.journal;

import holdfast.journal.Sqlite.Access;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reads the past from the journal's file, each time on a connection of its own, so that no question ever holds up the loop. Also
/// for a program without a daemon: it writes nothing.
///
/// Threading: any.
public final class SqliteHistory implements History {
    private final Path file;
    private final Placement placement;

    SqliteHistory(Path file, Placement placement) {
        this.file = file;
        this.placement = placement;
    }

    /// @param boot see [Boot#id]
    public static History of(Path file, String boot, long nowNanos, long wallMillis) {
        return new SqliteHistory(file, new Placement(boot, nowNanos, wallMillis));
    }

    /// One question to one connection.
    private interface Query<T> {
        T ask(Connection connection) throws SQLException;
    }

    @Override
    public List<IncidentRecord> incidents(int limit) throws JournalUnavailable {
        return ask(connection -> {
            var records = new ArrayList<IncidentRecord>();
            for (long id : newest(connection, limit)) {
                IncidentRecord.of(id, timeline(connection, id)).ifPresent(records::add);
            }
            return records;
        });
    }

    @Override
    public List<Stamped> incident(long id) throws JournalUnavailable {
        return ask(connection -> timeline(connection, id));
    }

    @Override
    public List<Stamped> recent(ServiceId service, int limit) throws JournalUnavailable {
        return ask(connection -> placement.place(SqliteRows.select(
                        connection, "WHERE service = ? ORDER BY sequence DESC LIMIT ?", service.name(), limit)
                .reversed()));
    }

    @Override
    public List<Stamped> recent(int limit) throws JournalUnavailable {
        return ask(connection -> placement.place(
                SqliteRows.select(connection, "ORDER BY sequence DESC LIMIT ?", limit).reversed()));
    }

    @Override
    public long restarts(ServiceId service) throws JournalUnavailable {
        return ask(connection -> SqliteRows.select(
                        connection, "WHERE service = ? AND kind = 'start-intended' ORDER BY sequence", service.name())
                .rows()
                .stream()
                .filter(row -> IncidentRecord.isAction(row.fact()))
                .count());
    }

    private static List<Long> newest(Connection connection, int limit) throws SQLException {
        var ids = new ArrayList<Long>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT incident FROM facts WHERE kind = 'incident-opened' ORDER BY sequence DESC LIMIT ?")) {
            statement.setInt(1, limit);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    ids.add(result.getLong(1));
                }
            }
        }
        return ids;
    }

    /// The turn that opened it is known by its time: all facts of a turn carry the same. A turn is never as long as 1000 facts;
    /// the bound keeps the search off everything older. A reload within the ten minutes before is part of the story: what was new
    /// then is the first suspect.
    private List<Stamped> timeline(Connection connection, long id) throws SQLException {
        return placement.place(SqliteRows.select(connection, """
                JOIN (SELECT service AS whose, boot AS since_boot, at_nanos AS since_nanos, sequence AS since,
                        CASE WHEN EXISTS (SELECT 1 FROM facts WHERE incident = ?1 AND kind = 'incident-closed')
                          THEN (SELECT max(sequence) FROM facts WHERE incident = ?1) ELSE 9223372036854775807 END AS until
                      FROM facts WHERE incident = ?1 AND kind = 'incident-opened' ORDER BY sequence DESC LIMIT 1)
                WHERE service = whose AND sequence BETWEEN since - 1000 AND until
                  AND (sequence >= since OR (boot = since_boot AND at_nanos = since_nanos)
                    OR (kind IN ('reload-intended', 'reload-ended') AND boot = since_boot
                      AND at_nanos >= since_nanos - 600000000000))
                ORDER BY sequence""", id)
                .rows());
    }

    private <T> T ask(Query<T> query) throws JournalUnavailable {
        if (!Files.exists(file)) {
            throw new JournalUnavailable(Reason.of("journal.no-file", file), new FileNotFoundException(file.toString()));
        }
        try (Connection connection = Sqlite.connect(file, Access.READ)) {
            var refusal = SqliteFile.refusal(connection, file);
            if (refusal.isPresent()) {
                throw new JournalUnavailable(refusal.get(), new SQLException("refused"));
            }
            return query.ask(connection);
        } catch (SQLException e) {
            throw new JournalUnavailable(Sqlite.reading(file, e), e);
        }
    }
}
