package bench;

import bench.Served.Service;
import bench.Served.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How long a person waits for the list of twenty services.
final class StatusPart {
    private static final int SERVICES = 20;

    private final List<Peer> peers;
    private final Served served;
    private final Report report;

    StatusPart(List<Peer> peers, Served served, Report report) {
        this.peers = peers;
        this.served = served;
        this.report = report;
    }

    void run(int rounds) {
        for (Peer peer : peers) {
            if (peer instanceof Pm2 pm2) {
                measure(pm2, "PM2, jlist", pm2.listCommand(), pm2.environment(), rounds);
            } else if (peer instanceof Holdfast holdfast) {
                measure(holdfast, "Holdfast, status", holdfast.command("status"), Map.of(), rounds);
            }
        }
    }

    private void measure(Peer peer, String who, List<String> command, Map<String, String> environment, int rounds) {
        try {
            List<Service> services = Served.services("listed", SERVICES, Setting.DEFAULT);
            peer.start(services);
            services.forEach(service -> Client.awaitAnswer(service.port(), Duration.ofSeconds(30)));
            Machine.run(command, environment);
            var millis = new ArrayList<Double>();
            for (int round = 0; round < rounds; round++) {
                long start = System.nanoTime();
                Machine.run(command, environment);
                millis.add((System.nanoTime() - start) / 1e6);
            }
            report.add("list of " + SERVICES + " services", who, "ms", millis);
        } finally {
            peer.close();
            served.reap();
        }
    }
}
