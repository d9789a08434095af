package holdfast.daemon.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/// Closes a channel when what is being done with it takes too long: blocking channels know no timeout of their own.
final class Deadline implements AutoCloseable {
    private final SocketChannel channel;
    private final long atNanos;
    private final Thread watcher;
    private volatile boolean isOver;
    private volatile boolean isMissed;

    Deadline(SocketChannel channel, long nanos) {
        this.channel = channel;
        this.atNanos = System.nanoTime() + nanos;
        this.watcher = Thread.ofVirtual().unstarted(this::watch);
        watcher.start();
    }

    /// Whether the channel was closed by this.
    boolean isMissed() {
        return isMissed;
    }

    private void watch() {
        while (!isOver) {
            long left = atNanos - System.nanoTime();
            if (left <= 0) {
                isMissed = true;
                closeChannel();
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // ends this watcher only; the channel counts as closed all the same
        }
    }

    @Override
    public void close() {
        isOver = true;
        LockSupport.unpark(watcher);
    }
}
