package holdfast.probe;

import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/// The one deadline of a probe. At its end the guarded socket is closed, which wakes whoever is blocked on it, whatever they
/// wait for: connection, handshake, room to write, or the next byte.
///
/// Threading: any; `run` is called by the [Watchdog] only.
final class Deadline implements Runnable, AutoCloseable {
    private final long startNanos;
    private final long timeoutNanos;
    private @Nullable Socket guarded;
    private boolean fired;
    private boolean over;

    Deadline(long startNanos, long timeoutNanos) {
        this.startNanos = startNanos;
        this.timeoutNanos = timeoutNanos;
    }

    long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    long remainingNanos() {
        return timeoutNanos - elapsedNanos();
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    /// As `System.nanoTime` counts.
    long endNanos() {
        return startNanos + timeoutNanos;
    }

    /// Whether the probe ended before it did: then there is nothing left to be done.
    synchronized boolean isOver() {
        return over;
    }

    /// Whether the time is up; any exception seen after that is the deadline's doing.
    boolean hasPassed() {
        synchronized (this) {
            if (fired) {
                return true;
            }
        }
        return remainingNanos() <= 0;
    }

    /// From now on this socket is closed at the deadline, in place of the one guarded so far.
    void guard(Socket socket) {
        boolean late;
        synchronized (this) {
            guarded = socket;
            late = fired;
        }
        if (late) {
            cut(socket);
        }
    }

    @Override
    public void run() {
        Socket socket;
        synchronized (this) {
            fired = true;
            socket = guarded;
        }
        if (socket != null) {
            cut(socket);
        }
    }

    /// The probe is over: the socket is let go, so that the queued deadline holds nothing.
    @Override
    public synchronized void close() {
        guarded = null;
        over = true;
    }

    private static void cut(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // The descriptor is released even so (close(2)), and the probe's own thread reports the deadline.
        }
    }
}
