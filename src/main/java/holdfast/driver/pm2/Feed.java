package holdfast.driver.pm2;

import holdfast.driver.pm2.Replies.News;
import holdfast.driver.pm2.Replies.Unclear;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Listens to what PM2 tells on its own, on `pub.sock`, for as long as there is a PM2, and again when it is back. It reads as fast
/// as PM2 writes, whatever becomes of the news: PM2 keeps in memory what a listener leaves lying.
///
/// Threading: works on a virtual thread of its own.
final class Feed {
    /// Nanoseconds between two tries to reach a PM2 that is not there. A try costs one call of the kernel.
    private static final long AGAIN_NANOS = 1_000_000_000L;

    private final Home home;
    private final Listener listener;
    private volatile boolean isClosed;

    /// Called on the thread of the feed; must not block.
    interface Listener {
        /// Connected: from now on nothing is missed, and what was before is to be asked for.
        void connected();

        void heard(News news);

        /// The connection ended, and with it, most likely, PM2.
        void lost();

        /// Something happened, and what it was is not to be understood: to be asked for.
        void missed();
    }

    private Feed(Home home, Listener listener) {
        this.home = home;
        this.listener = listener;
    }

    static Feed begin(Home home, Listener listener) {
        var feed = new Feed(home, listener);
        Thread.ofVirtual().name("pm2 " + home).start(feed::run);
        return feed;
    }

    void close() {
        isClosed = true;
    }

    private void run() {
        while (!isClosed) {
            if (Socket.connect(home, home.pubSocket()) instanceof Socket.Connection.Made(SocketChannel channel)) {
                listener.connected();
                listen(channel);
                listener.lost();
            }
            LockSupport.parkNanos(AGAIN_NANOS);
        }
    }

    private void listen(SocketChannel channel) {
        try (channel) {
            var messages = new Amp(channel);
            for (Optional<List<byte[]>> next = messages.next("process:event");
                    next.isPresent() && !isClosed;
                    next = messages.next("process:event")) {
                hear(next.get());
            }
        } catch (IOException ended) {
            // Why it ended says nothing: it is asked for again, and whoever wants to know the state asks PM2 itself.
        }
    }

    private void hear(List<byte[]> arguments) throws IOException {
        if (arguments.isEmpty()) {
            return;
        }
        try {
            Replies.news(Amp.content(arguments.getFirst())).ifPresent(listener::heard);
        } catch (Unclear unclear) {
            listener.missed();
        }
    }
}
