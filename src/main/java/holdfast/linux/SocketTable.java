package holdfast.linux;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// TCP sockets of this network namespace, from `/proc/net/tcp` and `/proc/net/tcp6`, proc_pid_net(5).
///
/// Threading: any.
public final class SocketTable {
    private static final int COLUMNS_LEAST = 10;

    private final Path proc;

    public SocketTable() {
        this(Path.of("/proc"));
    }

    public SocketTable(Path proc) {
        this.proc = proc;
    }

    /// All sockets whose local port is `port`, in any state, on any address of either family.
    public Reading<List<TcpSocket>> onPort(int port) {
        var needle = String.format(Locale.ROOT, ":%04X ", port);
        return ProcFile.text(proc.resolve("net/tcp")).then(four -> {
            List<TcpSocket> sockets = new ArrayList<>(matching(four, needle, port, false));
            return switch (ProcFile.text(proc.resolve("net/tcp6"))) {
                case Reading.Found<String>(String six) -> {
                    sockets.addAll(matching(six, needle, port, true));
                    yield new Reading.Found<>(List.copyOf(sockets));
                }
                // A kernel without IPv6 has no such file, and nothing can listen there.
                case Reading.Gone<String> _ -> new Reading.Found<>(List.copyOf(sockets));
                case Reading.Unreadable<String>(String subject, String cause) -> new Reading.Unreadable<>(subject, cause);
            };
        });
    }

    public Reading<List<TcpSocket>> listeningOn(int port) {
        return onPort(port).map(sockets ->
                sockets.stream().filter(TcpSocket::isListening).toList());
    }

    /// Whether a server could bind the port now, on all addresses, as servers do (with SO_REUSEADDR). True proves that nobody
    /// listens; false proves nothing: ask the table who does. Some microseconds, where reading the table takes milliseconds on a
    /// machine with much memory, however few its sockets: the kernel walks its whole hash table.
    public static boolean isBindable(int port) {
        // A client's socket: bound for a moment, it listens to nobody.
        try (var socket = SocketChannel.open()) {
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException taken) {
            // Taken, or a port below 1024 that we may not bind: either way not proven free.
            return false;
        }
    }

    private static List<TcpSocket> matching(String table, String needle, int port, boolean isIpv6) {
        return table.lines()
                // Cheap look before the dear one: a busy server has tens of thousands of lines.
                .filter(line -> line.contains(needle))
                .map(line -> line.trim().split("\\s+", -1))
                .filter(columns -> columns.length >= COLUMNS_LEAST && (columns[1] + " ").endsWith(needle))
                .map(columns -> socket(columns, port, isIpv6))
                .toList();
    }

    private static TcpSocket socket(String[] columns, int port, boolean isIpv6) {
        String local = columns[1];
        return new TcpSocket(
                address(local.substring(0, local.indexOf(':'))),
                port,
                isIpv6,
                TcpSocket.State.of(Integer.parseInt(columns[3], 16)),
                Long.parseLong(columns[7]),
                Long.parseLong(columns[9]));
    }

    /// The kernel prints an address as 32-bit words, each in the byte order of the machine.
    static InetAddress address(String hex) {
        byte[] printed = HexFormat.of().parseHex(hex);
        var words = ByteBuffer.wrap(printed);
        var address = ByteBuffer.allocate(printed.length).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            address.putInt(words.getInt());
        }
        try {
            return InetAddress.getByAddress(address.array());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("the kernel printed an address of " + printed.length + " bytes", impossible);
        }
    }
}
