package holdfast.linux;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class SocketTableTest {
    private final ProcessLookups lookups = new ProcessLookups();
    private final long self = ProcessHandle.current().pid();

    @Test
    void findsTheHolderOfASpecificIpv4Address() throws Exception {
        try (var channel = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.3"), 0));
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();

            PortHolder holder = only(port, Set.of());

            assertEquals("127.0.0.3", holder.socket().address().getHostAddress());
            assertTrue(holder.processes().stream().anyMatch(card -> card.pid() == self));
        }
    }

    @Test
    void findsTheHolderOfTheIpv6Wildcard() throws Exception {
        try (var server = new ServerSocket(0)) {
            PortHolder holder = only(server.getLocalPort(), Set.of(self));

            assertTrue(holder.socket().address().isAnyLocalAddress());
            assertEquals(self, holder.processes().getFirst().pid());
            assertTrue(holder.processes().getFirst().command().contains("java"));
        }
    }

    @Test
    void findsTheHolderOfTheIpv6Loopback() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.ofLiteral("::1"))) {
            PortHolder holder = only(server.getLocalPort(), Set.of());

            assertTrue(holder.socket().isIpv6());
            assertEquals(InetAddress.ofLiteral("::1"), holder.socket().address());
        }
    }

    @Test
    void aMappedAddressAppearsAsTheIpv4AddressItIs(@TempDir Path proc) throws Exception {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(proc.resolve("net/tcp"), "");
        Files.writeString(
                proc.resolve("net/tcp6"),
                "   0: 0000000000000000FFFF00000100007F:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000"
                        + " 00:00000000 00000000  1000        0 4242 1 0000000000000000 100 0 0 10 0\n");

        TcpSocket socket = new SocketTable(proc).onPort(8080).found().orElseThrow().getFirst();

        assertEquals(InetAddress.ofLiteral("127.0.0.1"), socket.address());
        assertTrue(socket.isIpv6());
        assertEquals(1000, socket.user());
        assertEquals(4242, socket.inode());
    }

    @Test
    void aConnectionIsNoListener() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var client = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            List<TcpSocket> sockets = lookups.sockets().onPort(server.getLocalPort()).found().orElseThrow();

            assertTrue(sockets.stream().anyMatch(socket -> socket.state() == TcpSocket.State.ESTABLISHED));
            assertEquals(1, sockets.stream().filter(TcpSocket::isListening).count());
            assertEquals(List.of(), lookups.listeners(client.getLocalPort()).found().orElseThrow());
        }
    }

    @Test
    void nobodyListensOnAPortJustLeft() throws Exception {
        int port;
        try (var server = ServerSocketChannel.open()) {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            port = ((InetSocketAddress) server.getLocalAddress()).getPort();
        }

        assertEquals(List.of(), lookups.listeners(port).found().orElseThrow());
    }

    @Test
    void aTableThatCannotBeReadIsUnreadableAndNeverEmpty(@TempDir Path proc) throws Exception {
        Files.createDirectories(proc.resolve("net/tcp"));

        assertInstanceOf(Reading.Unreadable.class, new SocketTable(proc).onPort(80));
    }

    @Test
    void aHolderOutOfSightIsUnnamedAndNotNobody(@TempDir Path proc) throws Exception {
        Files.createDirectories(proc.resolve("net"));
        Files.writeString(
                proc.resolve("net/tcp"),
                "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4242 1\n");

        List<PortHolder> holders = new ProcessLookups(new ProcessTable(proc), new SocketTable(proc))
                .listeners(8080)
                .found()
                .orElseThrow();

        assertEquals(1, holders.size());
        assertEquals(List.of(), holders.getFirst().processes());
    }

    private PortHolder only(int port, Set<Long> first) {
        List<PortHolder> holders = lookups.listeners(port, first).found().orElseThrow();
        assertEquals(1, holders.size());
        return holders.getFirst();
    }
}
