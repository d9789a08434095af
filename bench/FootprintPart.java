package bench;

import bench.Served.Service;
import bench.Served.Setting;
import java.time.Duration;
import java.util.List;

/// Resident memory of each supervisor with one service and with twenty, and its CPU time while nothing happens. Those that can
/// ask over HTTP do so every second; the others only wait for an exit.
final class FootprintPart {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final double MEGABYTE = 1024.0 * 1024.0;

    private final List<Peer> peers;
    private final Served served;
    private final Report report;

    FootprintPart(List<Peer> peers, Served served, Report report) {
        this.peers = peers;
        this.served = served;
        this.report = report;
    }

    void run(int warmSeconds, int windowSeconds) {
        for (int count : List.of(1, 20)) {
            try {
                for (Peer peer : peers) {
                    List<Service> services = Served.services("idle", count, Setting.ASKED_EVERY_SECOND);
                    peer.start(services);
                    services.forEach(service -> Client.awaitAnswer(service.port(), DEADLINE));
                }
                Machine.pause(warmSeconds * 1_000_000_000L);
                measure(count, windowSeconds);
            } finally {
                peers.forEach(Peer::close);
                served.reap();
            }
        }
    }

    private void measure(int count, int windowSeconds) {
        long[] before = peers.stream().mapToLong(peer -> Machine.cpuNanos(peer.pids())).toArray();
        Machine.pause(windowSeconds * 1_000_000_000L);
        long[] after = peers.stream().mapToLong(peer -> Machine.cpuNanos(peer.pids())).toArray();
        String services = count == 1 ? "1 service" : count + " services";
        for (Peer peer : peers) {
            report.add("resident memory, " + services + ", RSS", who(peer), "MB",
                    List.of(Machine.memory(peer.pids()).rss() / MEGABYTE));
        }
        for (Peer peer : peers) {
            report.add("resident memory, " + services + ", PSS", who(peer), "MB",
                    List.of(Machine.memory(peer.pids()).pss() / MEGABYTE));
        }
        for (int i = 0; i < before.length; i++) {
            report.add("CPU of one core, " + services, who(peers.get(i)), "%",
                    List.of((after[i] - before[i]) / (windowSeconds * 1e7)));
        }
    }

    private static String who(Peer peer) {
        return peer.name() + ", " + peer.settings(Setting.ASKED_EVERY_SECOND);
    }
}
