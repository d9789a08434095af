package holdfast.journal;

import holdfast.journal.Sqlite.Access;
import holdfast.journal.SqliteFile.Opened;
import holdfast.model.Fact;
import holdfast.model.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The journal in an SQLite file. A turn is one transaction on the one connection that writes; it waits for the disk only with what
/// must outlive a power cut, see [Lasting]. Readers have connections of their own.
///
/// Threading: as [Journal] says. `lock` guards the writing connection, which [#tidy] borrows for one small step at a time.
public final class SqliteJournal implements Journal {
    /// Nanoseconds between two attempts to write after one has failed: each opens and examines the file, on the loop.
    private static final long RETRY_NANOS = 5_000_000_000L;

    private final Path file;
    private final String boot;
    private final Replay atOpening;
    private final ReentrantLock lock = new ReentrantLock();
    private final Backlog backlog = new Backlog();
    private @Nullable Connection writer;
    private @Nullable PreparedStatement insert;
    private @Nullable Reason trouble;
    private long retryAtNanos;
    private Disk disk = SqliteJournal::force;
    private volatile long lastSequence;
    /// Nothing to tidy while nothing was written since.
    private volatile long tidiedUpTo = -1;

    private SqliteJournal(Path file, String boot, Replay atOpening) {
        this.file = file;
        this.boot = boot;
        this.atOpening = atOpening;
    }

    /// Brings a file to the disk, and returns when it is there.
    interface Disk {
        void force(Path file) throws IOException;
    }

    /// With another disk, for tests.
    void on(Disk other) {
        disk = other;
    }

    /// What became of opening.
    public sealed interface Opening {
        /// @param warning present when people must know something: a damaged journal was set aside, or nothing can be written
        record Ready(SqliteJournal journal, Optional<Reason> warning) implements Opening {}

        /// The file is not ours to write, and was not touched.
        record Refused(Reason reason) implements Opening {}
    }

    /// Opens or begins the journal at `file`. On a full or read-only disk it is read, and what happens from then on is kept in
    /// memory until it can be written.
    ///
    /// @param boot see [Boot#id]
    public static Opening open(Path file, String boot, long nowNanos, long wallMillis) {
        return switch (SqliteFile.open(file, wallMillis)) {
            case Opened.Ready(Connection connection, Optional<Reason> warning) -> {
                var journal = new SqliteJournal(file, boot, new Replay(List.of(), Optional.empty()));
                try {
                    journal.write(connection);
                } catch (SQLException e) {
                    journal.fail(e, nowNanos);
                }
                yield new Opening.Ready(journal, warning.or(() -> Optional.ofNullable(journal.trouble)));
            }
            case Opened.Refused(Reason reason) -> new Opening.Refused(reason);
            case Opened.Unwritable(Reason reason) -> openUnwritable(file, boot, reason, nowNanos, wallMillis);
        };
    }

    private static Opening openUnwritable(Path file, String boot, Reason reason, long nowNanos, long wallMillis) {
        var past = new Replay(List.of(), Optional.empty());
        if (Files.exists(file)) {
            try (Connection alone = Sqlite.connect(file, hasLog(file) ? Access.READ_ALONE : Access.READ_FROZEN)) {
                Optional<Reason> refusal = SqliteFile.refusal(alone, file);
                if (refusal.isPresent()) {
                    return new Opening.Refused(refusal.get());
                }
                past = read(alone, file, new Placement(boot, nowNanos, wallMillis));
            } catch (SQLException e) {
                return new Opening.Refused(Sqlite.reading(file, e));
            }
        }
        var journal = new SqliteJournal(file, boot, past);
        journal.trouble = reason;
        journal.retryAtNanos = nowNanos + RETRY_NANOS;
        return new Opening.Ready(journal, Optional.of(reason));
    }

    private static boolean hasLog(Path file) {
        return Path.of(file + "-wal").toFile().length() > 0;
    }

    @Override
    public Append append(List<Fact> facts, long nowNanos, long wallMillis) {
        lock.lock();
        try {
            backlog.add(facts, nowNanos, wallMillis);
            Optional<Reason> warning = Optional.empty();
            if (backlog.size() > 0 && (trouble == null || nowNanos - retryAtNanos >= 0)) {
                warning = flush(nowNanos, wallMillis);
            }
            return trouble == null
                    ? new Append.Written(lastSequence, warning)
                    : new Append.Kept(trouble, backlog.size(), backlog.lost());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Replay replay(long nowNanos, long wallMillis) throws JournalUnavailable {
        lock.lock();
        try {
            return writer == null ? atOpening : read(writer, file, new Placement(boot, nowNanos, wallMillis));
        } catch (SQLException e) {
            throw new JournalUnavailable(Sqlite.reading(file, e), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public History history(long nowNanos, long wallMillis) {
        return new SqliteHistory(file, new Placement(boot, nowNanos, wallMillis));
    }

    @Override
    public int tidy(long wallMillis) throws JournalUnavailable {
        long upTo = lastSequence;
        if (upTo == tidiedUpTo) {
            return 0;
        }
        int trimmed = 0;
        try (Connection reader = Sqlite.connect(file, Access.WRITE)) {
            var doomed = Retention.doomed(reader, wallMillis);
            for (int from = 0; from < doomed.size(); from += Retention.STEP) {
                trimmed += trim(doomed.subList(from, Math.min(doomed.size(), from + Retention.STEP)));
            }
            // Copies the log into the database without holding up the writer: sqlite.org/pragma.html#pragma_wal_checkpoint.
            Sqlite.run(reader, "PRAGMA wal_checkpoint(PASSIVE)");
            tidiedUpTo = trimmed == 0 ? upTo : -1;
            return trimmed;
        } catch (SQLException e) {
            throw new JournalUnavailable(Sqlite.writing(file, e), e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (writer != null) {
                if (backlog.size() > 0) {
                    store(writer);
                }
                writer.close();
                writer = null;
            }
        } catch (SQLException e) {
            trouble = Sqlite.writing(file, e);
        } finally {
            lock.unlock();
        }
    }

    private static Replay read(Connection connection, Path file, Placement placement) throws SQLException {
        var rows = SqliteRows.select(connection, "ORDER BY sequence");
        return new Replay(placement.place(rows.rows()), rows.complaint(file));
    }

    private int trim(List<Long> sequences) throws SQLException {
        lock.lock();
        try {
            Connection connection = writer;
            if (connection == null) {
                return 0;
            }
            int trimmed = Retention.delete(connection, sequences);
            connection.commit();
            return trimmed;
        } finally {
            lock.unlock();
        }
    }

    /// Writes all that waits, or notes the trouble.
    private Optional<Reason> flush(long nowNanos, long wallMillis) {
        try {
            Optional<Reason> warning = writer == null ? reopen(wallMillis) : Optional.empty();
            if (writer != null) {
                boolean isLasting = Lasting.isAmong(backlog.waiting());
                store(writer);
                trouble = null;
                Optional<Reason> unsafe = isLasting ? sync() : Optional.empty();
                return warning.or(() -> unsafe);
            } else {
                retryAtNanos = nowNanos + RETRY_NANOS;
            }
            return warning;
        } catch (SQLException e) {
            fail(e, nowNanos);
            return Optional.empty();
        }
    }

    /// What was committed is at the end of the write-ahead log, whose header SQLite brings to the disk itself when it begins one. SQLite
    /// locks its other files and not this one, so it may be opened beside it (sqlite.org/howtocorrupt.html, 2.2).
    private Optional<Reason> sync() {
        try {
            disk.force(Path.of(file + "-wal"));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Reason.of("journal.not-on-disk", file, e));
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(false);
        }
    }

    private void store(Connection connection) throws SQLException {
        PreparedStatement statement = insert;
        if (statement == null) {
            throw new IllegalStateException("a connection to write without its statement");
        }
        SqliteRows.insert(statement, boot, backlog.waiting());
        long last = SqliteRows.lastInserted(connection);
        connection.commit();
        lastSequence = last;
        backlog.clear();
    }

    private Optional<Reason> reopen(long wallMillis) throws SQLException {
        return switch (SqliteFile.open(file, wallMillis)) {
            case Opened.Ready(Connection connection, var warning) -> {
                write(connection);
                yield warning;
            }
            case Opened.Refused(Reason reason) -> stillIn(reason);
            case Opened.Unwritable(Reason reason) -> stillIn(reason);
        };
    }

    private Optional<Reason> stillIn(Reason reason) {
        trouble = reason;
        return Optional.empty();
    }

    private void write(Connection connection) throws SQLException {
        writer = connection;
        connection.setAutoCommit(false);
        insert = connection.prepareStatement(SqliteRows.INSERT);
    }

    /// After a failed write nothing is assumed about the connection: the next attempt opens a new one.
    private void fail(SQLException e, long nowNanos) {
        trouble = Sqlite.writing(file, e);
        retryAtNanos = nowNanos + RETRY_NANOS;
        Connection connection = writer;
        writer = null;
        insert = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
        }
    }
}
