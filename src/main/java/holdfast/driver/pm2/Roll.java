package holdfast.driver.pm2;

import holdfast.driver.pm2.Backend.Look;
import holdfast.driver.pm2.Replies.News;
import holdfast.linux.ProcessKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// PM2's list as it was last seen, kept up to date by what PM2 tells: every message brings the whole state of one app. So what
/// happens to one app among hundreds is known from one message. To ask for the list costs both sides tens of milliseconds, in
/// which PM2 restarts nobody.
///
/// A message has no pid. PM2 writes it to a file before it says `online`; a worker of a cluster writes it itself, at some time
/// after that, so what became of such a one is to be asked for.
///
/// Threading: any.
final class Roll {
    /// Messages kept to be applied to a list that was asked for before they came.
    private static final int RECENT_MOST = 256;

    private final Deque<Numbered> recent = new ArrayDeque<>();
    private long messages;
    private long seenMessages = -1;
    private Optional<Look> seen = Optional.empty();

    private record Numbered(long number, News news) {}

    /// To be called before the list is asked for.
    synchronized long mark() {
        return messages;
    }

    /// What came of asking. Of two answers the one that was asked for later counts.
    ///
    /// @param mark from before it was asked for: what was told since may be missing in it
    synchronized void saw(Look look, long mark) {
        if (mark < seenMessages) {
            return;
        }
        seenMessages = mark;
        seen = Optional.of(look);
        if (messages > mark && (recent.isEmpty() || recent.getFirst().number() > mark + 1)) {
            seen = Optional.empty();
            return;
        }
        for (Numbered one : recent) {
            if (one.number() > mark && !apply(one.news())) {
                return;
            }
        }
    }

    /// @return whether the list is still known; if not, it is to be asked for
    synchronized boolean heard(News news) {
        recent.addLast(new Numbered(++messages, news));
        if (recent.size() > RECENT_MOST) {
            recent.removeFirst();
        }
        return apply(news);
    }

    /// There was a gap in the news.
    synchronized void forget() {
        messages++;
        seenMessages = messages;
        recent.clear();
        seen = Optional.empty();
    }

    /// Empty while it is not known.
    synchronized Optional<Look> now() {
        return seen;
    }

    private boolean apply(News news) {
        Optional<Look> next = seen.flatMap(look -> after(look, news));
        seen = next;
        return next.isPresent();
    }

    private static Optional<Look> after(Look look, News news) {
        if (!(look instanceof Look.Apps(ProcessKey god, List<App> apps))) {
            return Optional.empty();
        }
        App said = news.app();
        Optional<App> before = apps.stream()
                .filter(app -> app.id() == said.id() && app.mark().equals(said.mark()))
                .findFirst();
        return before.flatMap(app -> after(app, news)).map(app -> {
            var all = new TreeMap<Long, App>();
            apps.forEach(one -> all.put(one.id(), one));
            all.put(app.id(), app);
            return new Look.Apps(god, List.copyOf(all.values()));
        });
    }

    private static Optional<App> after(App before, News news) {
        App said = news.app();
        return switch (news.kind()) {
            case "exit" -> Optional.of(said.withPid(isOver(said) ? 0 : before.pid()));
            case "stop" -> Optional.of(said.withPid(0));
            case "restart" -> Optional.of(said.withPid(before.pid()));
            // Comes with the exit code of the end before; the `exit` that follows at once has the right one.
            case "restart overlimit" -> Optional.of(before);
            case "online" -> {
                OptionalLong pid = said.isCluster() ? OptionalLong.empty() : PidFile.read(said.files().pid());
                yield pid.isPresent() ? Optional.of(said.withPid(pid.getAsLong())) : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /// As PM2 decides it, and puts the process out of its mind (God.handleExit).
    private static boolean isOver(App app) {
        return switch (app.status()) {
            case STOPPING, ERRORED -> true;
            case ONLINE, LAUNCHING, STOPPED, WAITING, OTHER -> !app.isRevived() || app.isFinal();
        };
    }
}
