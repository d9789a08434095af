package holdfast.linux;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// The TCP sockets of one process in words, as ss(8) has them: `LISTEN 0.0.0.0:80 0.0.0.0:0 queued 3 unsent 0`. What stands
/// unread in the queue of a socket tells a server that accepts nothing any more from one that nobody asks.
final class SocketLines {
    private static final int COLUMNS_LEAST = 10;

    private SocketLines() {}

    /// @param process its directory below `/proc`: its network may be another than ours
    /// @param inodes of its sockets
    static Reading<List<String>> of(Path process, Collection<String> inodes) {
        var wanted = Set.copyOf(inodes);
        return ProcFile.text(process.resolve("net/tcp")).map(four -> {
            var lines = new ArrayList<>(lines(four, wanted));
            // A kernel without IPv6 has no such file.
            ProcFile.text(process.resolve("net/tcp6")).found().ifPresent(six -> lines.addAll(lines(six, wanted)));
            return List.copyOf(lines);
        });
    }

    private static List<String> lines(String table, Set<String> wanted) {
        return table.lines()
                .map(line -> line.trim().split("\\s+", -1))
                .filter(columns -> columns.length >= COLUMNS_LEAST && wanted.contains(columns[9]))
                .map(SocketLines::line)
                .toList();
    }

    private static String line(String[] columns) {
        String[] queues = columns[4].split(":", 2);
        return TcpSocket.State.of(Integer.parseInt(columns[3], 16)) + " " + end(columns[1]) + " " + end(columns[2]) + " queued "
                + Long.parseLong(queues[1], 16) + " unsent " + Long.parseLong(queues[0], 16);
    }

    private static String end(String printed) {
        int colon = printed.indexOf(':');
        InetAddress address = SocketTable.address(printed.substring(0, colon));
        return address.getHostAddress() + ":" + Integer.parseInt(printed.substring(colon + 1), 16);
    }
}
