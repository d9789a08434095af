package holdfast.probe;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;

/// Opens TCP connections: one fresh connection to one address. Trying one address after the other would call a service good that
/// half of its users cannot reach.
///
/// One exception: `localhost` means both 127.0.0.1 and ::1, and which of them a server takes is an accident of its runtime (Node
/// listens on ::1 for `localhost`, most others on 127.0.0.1). So a connection refused on a loopback address is tried once more
/// on the other family.
///
/// Threading: any.
final class Dialer {
    /// Makes sockets: the operating system, or a script in tests.
    interface Sockets {
        Socket open(InetSocketAddress address, Deadline deadline) throws IOException;
    }

    private final Resolver resolver;
    private final Sockets sockets;

    Dialer(Resolver resolver, Sockets sockets) {
        this.resolver = resolver;
        this.sockets = sockets;
    }

    /// The kernel's sockets, guarded by the deadline before they connect. Never through a SOCKS proxy, whatever the Java machine
    /// was told: the question is whether this very address answers. To ask for a proxy each time would also cost as much as the
    /// connection.
    static Socket connected(InetSocketAddress address, Deadline deadline) throws IOException {
        Socket socket = new Socket(Proxy.NO_PROXY);
        try {
            deadline.guard(socket);
            socket.connect(address);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// A connected socket that `deadline` guards.
    ///
    /// @param place `host:port` as sentences show it
    Socket dial(String host, int port, String place, Deadline deadline, Phases phases) throws ProbeFailure {
        if (!Resolver.isLiteral(host)) {
            phases.begin(Phases.Part.RESOLVE);
        }
        List<InetAddress> addresses = resolver.addresses(host, deadline);
        phases.begin(Phases.Part.CONNECT);
        InetAddress first = addresses.getFirst();
        try {
            return sockets.open(new InetSocketAddress(first, port), deadline);
        } catch (ConnectException e) {
            return otherLoopback(addresses, port, place, deadline, e);
        } catch (IOException e) {
            throw notConnected(e, shown(place, first, host), deadline);
        }
    }

    private Socket otherLoopback(List<InetAddress> addresses, int port, String place, Deadline deadline, ConnectException refused)
            throws ProbeFailure {
        InetAddress first = addresses.getFirst();
        for (InetAddress other : addresses) {
            if (first.isLoopbackAddress() && other.isLoopbackAddress() && other.getClass() != first.getClass()) {
                try {
                    return sockets.open(new InetSocketAddress(other, port), deadline);
                } catch (IOException ignored) {
                    // A machine without IPv6 answers with other errors than "refused"; the first answer is the one to tell.
                    break;
                }
            }
        }
        throw notConnected(refused, place, deadline);
    }

    /// `name:port (address)` when a name was looked up.
    private static String shown(String place, InetAddress address, String host) {
        String literal = address.getHostAddress();
        return literal.equals(host) ? place : place + " (" + literal + ")";
    }

    /// By exception class where the JDK has one (it maps errno so in `handleSocketError`), since the texts are strerror(3)'s.
    private static ProbeFailure notConnected(IOException e, String place, Deadline deadline) {
        if (deadline.hasPassed()) {
            return ProbeFailure.fail("probe.connect.timeout", place, Amounts.span(deadline.timeoutNanos()));
        }
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case ConnectException _ when message.contains("timed out") ->
                ProbeFailure.fail("probe.connect.timeout", place, Amounts.span(deadline.elapsedNanos()));
            case ConnectException _ -> ProbeFailure.fail("probe.connect.refused", place);
            case NoRouteToHostException _ -> ProbeFailure.fail("probe.connect.unreachable", place);
            case BindException _ -> ProbeFailure.error("probe.connect.no-local-port", place, message);
            case SocketException _ when message.contains("reset") -> ProbeFailure.fail("probe.connect.reset", place);
            case SocketException _ when message.contains("unreachable") -> ProbeFailure.error("probe.connect.no-network", place);
            default -> monitorFault(e);
        };
    }

    /// EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM: no word about the service.
    private static ProbeFailure monitorFault(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Too many open files")
                ? ProbeFailure.error("probe.monitor.handles")
                : ProbeFailure.error("probe.monitor.socket", message);
    }
}
