package holdfast.driver.pm2;

import holdfast.driver.pm2.App.Status;
import holdfast.driver.pm2.Instance.End;
import holdfast.driver.pm2.Replies.News;
import java.util.HashMap;
import java.util.Map;

/// What the news of PM2 say of each app beyond its state: how it ended, and who had it started. For PM2's list does not tell a
/// stop by a person from an end by itself, nor a restart by a person from one of its own.
///
/// The news of a command that a person gave come after what the command did: `exit` (status `stopping`), `exit` (`stopped`),
/// `online`, and some 20 ms later `restart`, with `manually`. A restart by PM2's own rules (memory, files, time) is the same
/// without the last; one after a crash has an `exit` whose status is `stopped`.
///
/// Threading: any.
final class Trails {
    /// Nanoseconds within which a start and the word that a person wanted it belong together.
    static final long HAND_NANOS = 500_000_000L;

    private final Map<Long, Trail> trails = new HashMap<>();

    /// Who had a process started.
    enum Starter {
        /// PM2, after an end that nobody had asked for, or by one of its rules.
        BACKEND,
        PERSON,
        /// A person will have said so within [#HAND_NANOS], or it was PM2.
        OPEN,
        /// Not seen.
        UNKNOWN
    }

    /// @param isEnded no start since its last end
    /// @param isCommanded PM2 was told to end it
    /// @param isStopped by a person who said "stop"
    /// @param startNanos of the last start seen; 0 when none was
    /// @param isRevived the last start followed an end by itself
    /// @param handNanos when a person last commanded it; 0 when none did
    private record Trail(
            boolean isEnded, boolean isCommanded, boolean isStopped, long startNanos, boolean isRevived, long handNanos) {}

    synchronized void add(News news, long nowNanos) {
        Trail before = trails.getOrDefault(news.app().id(), new Trail(false, false, false, 0, false, 0));
        Trail after = switch (news.kind()) {
            case "exit" ->
                new Trail(
                        true,
                        (before.isEnded() && before.isCommanded()) || news.app().status() == Status.STOPPING,
                        before.isStopped(),
                        before.startNanos(),
                        before.isRevived(),
                        before.handNanos());
            case "online" ->
                new Trail(false, false, false, nowNanos, before.isEnded() && !before.isCommanded(), before.handNanos());
            case "stop" -> new Trail(true, true, news.isByHand(), before.startNanos(), before.isRevived(), nowNanos);
            default ->
                news.isByHand()
                        ? new Trail(
                                before.isEnded(),
                                before.isCommanded(),
                                before.isStopped(),
                                before.startNanos(),
                                before.isRevived(),
                                nowNanos)
                        : before;
        };
        trails.put(news.app().id(), after);
    }

    /// A new daemon, or a gap in the news: nothing is known any more.
    synchronized void forget() {
        trails.clear();
    }

    synchronized End end(long id) {
        Trail trail = trails.get(id);
        if (trail == null || !trail.isEnded()) {
            return End.UNKNOWN;
        }
        if (trail.isStopped()) {
            return End.BY_HAND;
        }
        return trail.isCommanded() ? End.COMMANDED : End.BY_ITSELF;
    }

    synchronized Starter starter(long id, long nowNanos) {
        Trail trail = trails.get(id);
        if (trail == null || trail.startNanos() == 0) {
            return Starter.UNKNOWN;
        }
        boolean isByHand = trail.handNanos() != 0 && Math.abs(trail.handNanos() - trail.startNanos()) < HAND_NANOS;
        if (trail.isRevived()) {
            return Starter.BACKEND;
        }
        if (isByHand) {
            return Starter.PERSON;
        }
        return nowNanos - trail.startNanos() < HAND_NANOS ? Starter.OPEN : Starter.BACKEND;
    }
}
