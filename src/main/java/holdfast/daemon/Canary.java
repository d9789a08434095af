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
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// A service of our own that nothing can be wrong with: it accepts a connection on the loopback and answers with one byte. When it
/// does not answer in time, it is not the services that are ill, but we: out of file handles, out of threads, starved.
///
/// Threading: one at a time.
final class Canary implements Closeable {
    private static final int BACKLOG = 4;

    private final Executor probing;
    private Optional<ServerSocket> server = Optional.empty();

    /// Whether it ever answered: on a machine that lets nobody talk on the loopback it proves nothing.
    private boolean isTrusted;

    /// @param probing where probes run: when those get no thread, the canary gets none either
    Canary(Executor probing) {
        this.probing = probing;
    }

    /// Asks it once.
    ///
    /// @return why it is not well, if so
    Optional<Reason> ask(long withinNanos) {
        int millis = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(withinNanos));
        try (var socket = new Socket()) {
            ServerSocket open = open(millis);
            probing.execute(() -> answer(open));
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
            startAfresh(failure);
            return isTrusted ? Optional.of(Reason.of("daemon.observer.canary", failure)) : Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    private ServerSocket open(int millis) throws IOException {
        if (server.isEmpty() || server.get().isClosed()) {
            var made = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
            made.setSoTimeout(millis);
            server = Optional.of(made);
        }
        return server.get();
    }

    /// A connection that was never answered must not be taken for the next one.
    private void startAfresh(IOException failure) {
        try {
            close();
        } catch (IOException closing) {
            failure.addSuppressed(closing);
        }
    }

    /// Answers one connection. That it cannot is noticed by whoever asks.
    private static void answer(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write('1');
        } catch (IOException unanswered) {
            return;
        }
    }
}
