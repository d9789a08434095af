package bench;

import bench.Served.Service;
import bench.Served.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `kill -9` of a served process until a new incarnation answers. All peers run side by side and take turns, so that a busy
/// moment of the machine meets all of them.
final class CrashPart {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /// Longer than systemd's start limit (5 starts in 10 s) and PM2's "unstable" (under 1 s) ask for at one kill a round.
    private static final long ROUND_NANOS = 2_500_000_000L;

    private final List<Peer> peers;
    private final Served served;
    private final Report report;

    CrashPart(List<Peer> peers, Served served, Report report) {
        this.peers = peers;
        this.served = served;
        this.report = report;
    }

    void run(int rounds) {
        Map<Peer, List<Service>> defaults = new LinkedHashMap<>();
        Map<Peer, Service> bests = new LinkedHashMap<>();
        try {
            for (Peer peer : peers) {
                defaults.put(peer, Served.services("plain", rounds, Setting.DEFAULT));
                bests.put(peer, Served.services("best", 1, Setting.BEST).getFirst());
                var all = new ArrayList<>(defaults.get(peer));
                all.add(bests.get(peer));
                peer.start(all);
                all.forEach(service -> Client.awaitAnswer(service.port(), DEADLINE));
            }
            measure(rounds, defaults, bests);
        } finally {
            peers.forEach(Peer::close);
            served.reap();
        }
    }

    private void measure(int rounds, Map<Peer, List<Service>> defaults, Map<Peer, Service> bests) {
        Map<Peer, List<Double>> plain = new LinkedHashMap<>();
        Map<Peer, List<Double>> best = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            long next = System.nanoTime() + ROUND_NANOS;
            for (Peer peer : peers) {
                // Each default is a service of its own: a guard against crash loops is part of some defaults, and no crash loop
                // is what is measured here.
                plain.computeIfAbsent(peer, _ -> new ArrayList<>()).add(millis(defaults.get(peer).get(round)));
                best.computeIfAbsent(peer, _ -> new ArrayList<>()).add(millis(bests.get(peer)));
            }
            Machine.pause(Math.max(0, next - System.nanoTime()));
        }
        for (Peer peer : peers) {
            String what = "kill -9 -> answers again";
            report.add(what, peer.name() + ", " + peer.settings(Setting.DEFAULT), "ms", plain.get(peer));
            if (!peer.settings(Setting.BEST).equals(peer.settings(Setting.DEFAULT))) {
                report.add(what, peer.name() + ", " + peer.settings(Setting.BEST), "ms", best.get(peer));
            }
        }
    }

    private double millis(Service service) {
        String old = Client.awaitAnswer(service.port(), DEADLINE);
        long pid = served.pid(service);
        long start = System.nanoTime();
        Machine.kill(pid);
        Client.awaitOther(service.port(), old, DEADLINE);
        return (System.nanoTime() - start) / 1e6;
    }
}
