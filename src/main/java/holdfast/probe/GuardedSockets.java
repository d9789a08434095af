package holdfast.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/// Makes the sockets of a database driver, each guarded by the deadline of the probe that runs on this thread: at the deadline it is
/// closed, whatever the driver waits for. The drivers' own timeouts begin anew with every step.
///
/// Public, with a public constructor, because drivers make it by its name.
///
/// Threading: any; the deadline is that of the calling thread.
public final class GuardedSockets extends SocketFactory {
    private static final ThreadLocal<Deadline> DEADLINE = new ThreadLocal<>();

    /// Something that opens a connection through sockets of this kind.
    interface Connecting<T, X extends Exception> {
        T connect() throws X;
    }

    /// Runs `work` on this thread; the sockets it makes are guarded by `deadline`.
    static <T, X extends Exception> T within(Deadline deadline, Connecting<T, X> work) throws X {
        DEADLINE.set(deadline);
        try {
            return work.connect();
        } finally {
            DEADLINE.remove();
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        Deadline deadline = DEADLINE.get();
        if (deadline == null) {
            throw new IOException("no probe runs on this thread");
        }
        var socket = new Socket();
        deadline.guard(socket);
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw unconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw unconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw unconnected();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) throws IOException {
        throw unconnected();
    }

    /// A socket that is connected as it is made cannot be guarded while it connects.
    private static IOException unconnected() {
        return new IOException("only unconnected sockets are made here");
    }
}
