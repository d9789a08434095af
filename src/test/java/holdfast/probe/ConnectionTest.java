package holdfast.probe;

import holdfast.linux.ProcessLookups;
import holdfast.model.DriverSpec;
import holdfast.model.Question;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static holdfast.probe.Assert.errs;
import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Names and connections: what is the service's fault, and what the monitor's.
final class ConnectionTest {
    private static final long TIMEOUT_NANOS = 300_000_000L;

    private static Ask.Said tcp(String host, int port, Resolver.Lookup lookup, Dialer.Sockets sockets) {
        try (Probes probes = new Probes(new ProcessLookups(), new Resolver(lookup), sockets)) {
            var check = Ask.check(new Question.Tcp(host, port), TIMEOUT_NANOS);
            return new Ask.Said(probes.run(check, Ask.service(new DriverSpec.Watch()), Optional.empty()));
        }
    }

    private static Ask.Said tcpThatThrows(IOException failure) {
        return tcp("192.0.2.7", 80, name -> new InetAddress[0], (address, deadline) -> {
            throw failure;
        });
    }

    private static Ask.Said lookUp(Resolver.Lookup lookup) {
        return tcp("shop.example", 80, lookup, Dialer::connected);
    }

    @Test
    void tcpConnects() throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            var said = tcp("127.0.0.1", listener.getLocalPort(), InetAddress::getAllByName, Dialer::connected);

            passes(said, "Connected to 127.0.0.1:" + listener.getLocalPort());
            assertEquals(1, said.phases().size());
        }
    }

    @Test
    void tcpRefusedIsSaid() throws IOException {
        int port;
        try (var listener = new ServerSocket(0)) {
            port = listener.getLocalPort();
        }

        fails(tcp("127.0.0.1", port, InetAddress::getAllByName, Dialer::connected), "Nothing listens on 127.0.0.1:" + port);
    }

    @Test
    void tcpTimeoutIsSaid() throws IOException {
        // A full queue of connections drops the next one, as a firewall does.
        try (var full = new FullListener()) {
            var said = tcp("127.0.0.1", full.port(), InetAddress::getAllByName, Dialer::connected);

            fails(said, "No connection to 127.0.0.1:" + full.port() + " within 300 ms");
        }
    }

    @Test
    void tcpResetAndNoRouteAreToldApart() {
        fails(tcpThatThrows(new SocketException("Connection reset")), "reset the connection while");
        fails(tcpThatThrows(new NoRouteToHostException("No route to host")), "No route to 192.0.2.7:80");
        fails(tcpThatThrows(new ConnectException("Connection timed out")), "No connection to 192.0.2.7:80");
    }

    @Test
    void noFileHandlesIsTheMonitorsFault() {
        errs(tcpThatThrows(new SocketException("Too many open files")), "no file handles left", "LimitNOFILE");
    }

    @Test
    void noLocalPortNoMemoryAndNoNetworkAreTheMonitorsFault() {
        errs(tcpThatThrows(new BindException("Cannot assign requested address")), "local ports are used up");
        errs(tcpThatThrows(new SocketException("Cannot allocate memory")), "Cannot allocate memory");
        errs(tcpThatThrows(new SocketException("Network is unreachable")), "This machine has no route to 192.0.2.7:80");
    }

    @Test
    void anUnforeseenFaultIsTheMonitorsAndNeverThrown() {
        errs(tcp("192.0.2.7", 80, InetAddress::getAllByName, (address, deadline) -> {
            throw new IllegalStateException("a bug");
        }), "The probe itself failed", "a bug");
        errs(tcp("192.0.2.7", 80, InetAddress::getAllByName, (address, deadline) -> {
            throw new OutOfMemoryError("unable to create native thread");
        }), "unable to create native thread");
    }

    @Test
    void anUnknownNameFails() {
        fails(lookUp(name -> {
            throw new UnknownHostException(name + ": Name or service not known");
        }), "The name shop.example resolves to no address");
    }

    @Test
    void aResolverThatGivesNoAnswerIsTheMonitorsFault() {
        errs(lookUp(name -> {
            throw new UnknownHostException(name + ": Temporary failure in name resolution");
        }), "could not be looked up", "Temporary failure");
    }

    @Test
    void aHangingLookUpEndsAtTheDeadlineAndIsTheMonitorsFault() {
        var never = new CountDownLatch(1);
        var said = lookUp(name -> {
            await(never);
            return new InetAddress[0];
        });
        never.countDown();

        errs(said, "shop.example was not looked up within 300 ms");
        assertEquals("resolve", said.phases().getFirst());
    }

    @Test
    void hangingLookUpsAreBounded() {
        var never = new CountDownLatch(1);
        try (var resolver = new Resolver(name -> {
            await(never);
            return new InetAddress[0];
        })) {
            String key = "";
            for (int i = 0; i < 100 && !key.equals("probe.name.busy"); i++) {
                key = keyOf(resolver, "host" + i + ".example");
            }
            assertEquals("probe.name.busy", key);
        } finally {
            never.countDown();
        }
    }

    private static String keyOf(Resolver resolver, String name) {
        try {
            resolver.addresses(name, new Deadline(System.nanoTime(), 1_000_000));
            return "";
        } catch (ProbeFailure e) {
            return e.reason().key();
        }
    }

    @Test
    void theFirstAddressAloneIsTried() {
        var tried = new ArrayList<String>();
        fails(tcp("shop.example", 80, name -> new InetAddress[] {InetAddress.ofLiteral("192.0.2.1"), InetAddress.ofLiteral("192.0.2.2")},
                (address, deadline) -> {
                    tried.add(address.getAddress().getHostAddress());
                    throw new ConnectException("Connection refused");
                }), "Nothing listens on shop.example:80");

        assertEquals(List.of("192.0.2.1"), tried);
    }

    @Test
    void literalAddressesAndLocalhostAskNoResolver() throws IOException {
        try (var listener = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
            Resolver.Lookup forbidden = name -> {
                throw new UnknownHostException("asked for " + name);
            };
            passes(tcp("127.0.0.1", listener.getLocalPort(), forbidden, Dialer::connected));
            passes(tcp("localhost", listener.getLocalPort(), forbidden, Dialer::connected));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS), "nobody let go");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
