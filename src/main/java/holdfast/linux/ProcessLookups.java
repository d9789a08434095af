package holdfast.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The questions that checks, `ports` and the drivers ask: who listens on a port, who belongs to a process, what they use.
///
/// Threading: any.
public final class ProcessLookups {
    private final ProcessTable table;
    private final SocketTable sockets;

    public ProcessLookups() {
        this(new ProcessTable(), new SocketTable());
    }

    public ProcessLookups(ProcessTable table, SocketTable sockets) {
        this.table = table;
        this.sockets = sockets;
    }

    public ProcessTable table() {
        return table;
    }

    public SocketTable sockets() {
        return sockets;
    }

    /// Who listens on a TCP port of this machine, on any address. Empty = nobody.
    public Reading<List<PortHolder>> listeners(int port) {
        return listeners(port, Set.of());
    }

    /// The same, looking at the processes `first` before all others: if they hold every such socket, nobody else is looked at,
    /// which makes the common case cheap. A further holder of the same socket is then not named.
    public Reading<List<PortHolder>> listeners(int port, Collection<Long> first) {
        return sockets.listeningOn(port).map(listening -> listening.isEmpty() ? List.of() : holders(listening, first));
    }

    /// The process and all that descends from it, zombies included. Empty = it does not exist (any more).
    public Reading<List<ProcessStat>> members(long pid) {
        return table.tree().map(tree -> tree.withDescendants(pid));
    }

    public TreeUsage usage(Collection<ProcessStat> processes) {
        int counted = 0;
        int threads = 0;
        int handles = 0;
        int unreadable = 0;
        long memoryBytes = 0;
        long cpuTicks = 0;
        for (ProcessStat stat : processes) {
            if (stat.hasEnded()) {
                continue;
            }
            Reading<Long> memory = table.memory(stat.pid());
            Reading<Integer> open = table.handles(stat.pid());
            if (memory instanceof Reading.Gone<Long>) {
                continue;
            }
            counted++;
            threads += stat.threads();
            cpuTicks += stat.cpuTicks();
            memoryBytes += memory.found().orElse(0L);
            handles += open.found().orElse(0);
            unreadable += memory instanceof Reading.Unreadable<Long> || open instanceof Reading.Unreadable<Integer> ? 1 : 0;
        }
        return new TreeUsage(counted, memoryBytes, cpuTicks, handles, threads, unreadable);
    }

    public Reading<ProcessCard> card(long pid) {
        return table.stat(pid).then(stat -> table.user(pid).map(user -> card(stat, user)));
    }

    private ProcessCard card(ProcessStat stat, long user) {
        List<String> commandLine = table.commandLine(stat.pid()).found().orElse(List.of());
        return new ProcessCard(
                stat.key(),
                stat.state(),
                user,
                userName(user).orElseGet(() -> Long.toString(user)),
                commandLine.isEmpty() ? List.of("[" + stat.name() + "]") : commandLine);
    }

    private List<PortHolder> holders(List<TcpSocket> listening, Collection<Long> first) {
        var byLink = new LinkedHashMap<String, TcpSocket>();
        listening.forEach(socket -> byLink.put("socket:[" + socket.inode() + "]", socket));
        var found = new LinkedHashMap<String, Set<Long>>();
        first.forEach(pid -> look(pid, byLink, found));
        if (!found.keySet().containsAll(byLink.keySet())) {
            table.pids().found().orElse(List.of()).forEach(pid -> look(pid, byLink, found));
        }
        var holders = new ArrayList<PortHolder>();
        byLink.forEach((link, socket) -> holders.add(new PortHolder(
                socket,
                found.getOrDefault(link, Set.of()).stream()
                        .flatMap(pid -> card(pid).found().stream())
                        .toList())));
        return List.copyOf(holders);
    }

    private void look(long pid, Map<String, TcpSocket> wanted, Map<String, Set<Long>> found) {
        for (long number : table.handleNumbers(pid).found().orElse(List.of())) {
            table.handle(pid, number)
                    .found()
                    .map(Path::toString)
                    .filter(wanted::containsKey)
                    .ifPresent(link -> found.computeIfAbsent(link, _ -> new LinkedHashSet<>())
                            .add(pid));
        }
    }

    /// From `/etc/passwd` only: asking a directory service could block, and a name is only for people.
    private static Optional<String> userName(long user) {
        try (var lines = Files.lines(Path.of("/etc/passwd"))) {
            return lines.map(line -> line.split(":", 4))
                    .filter(parts -> parts.length == 4 && parts[2].equals(Long.toString(user)))
                    .map(parts -> parts[0])
                    .findFirst();
        } catch (IOException unreadable) {
            // Then the number has to do.
            return Optional.empty();
        }
    }
}
