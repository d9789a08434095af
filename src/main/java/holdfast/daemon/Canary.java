package holdfast.daemon;

import holdfast.model.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A service of our own that nothing can be wrong with: it accepts a connection on the loopback and answers with one byte. When it
/// does not answer in time, it is not the services that are ill, but we: out of file handles, out of threads, starved.
///
/// Threading: one at a time.
final class Canary implements Closeable {
    private static final int BACKLOG = 4;

    /// Milliseconds that the answering side waits for the other to close.
    private static final int GOODBYE_MILLIS = 1_000;

    /// Nanoseconds after a connection that failed: without handles the next one fails at once.
    private static final long PAUSE_NANOS = 10_000_000L;

    private Optional<ServerSocket> server = Optional.empty();

    /// Whether it ever answered: on a machine that lets nobody talk on the loopback it proves nothing.
    private boolean isTrusted;

    /// Asks it once.
    ///
    /// @return why it is not well, if so
    Optional<Reason> ask(long withinNanos) {
        int millis = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(withinNanos));
        try (var socket = new Socket()) {
            ServerSocket open = open();
            // Closed by a reset, so that no connection lingers: there is one a second.
            socket.setSoLinger(true, 0);
            socket.setSoTimeout(millis);
            socket.connect(new InetSocketAddress(open.getInetAddress(), open.getLocalPort()), millis);
            InputStream in = socket.getInputStream();
            if (in.read() < 0) {
                throw new IOException("closed without an answer");
            }
            isTrusted = true;
            return Optional.empty();
        } catch (IOException failure) {
            return isTrusted ? Optional.of(Reason.of("daemon.observer.canary", failure)) : Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    private ServerSocket open() throws IOException {
        if (server.isEmpty() || server.get().isClosed()) {
            var made = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            server = Optional.of(made);
            // A virtual thread, as the probes are: when those get no turn, this one gets none either.
            var _ = Thread.ofVirtual().name("holdfast-canary").start(() -> answer(made));
        }
        return server.get();
    }

    private static void answer(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(GOODBYE_MILLIS);
                socket.getOutputStream().write('1');
                int _ = socket.getInputStream().read();
            } catch (IOException failure) {
                // Reset by the other side as a rule; or no handles were left to accept with, which whoever asks notices.
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
