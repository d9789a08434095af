package bench;

import bench.Served.Service;
import bench.Served.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Holdfast is killed and started again while its services run on: how long until it has them all in hand, and what happened to
/// them meanwhile.
final class ReturnPart {
    private static final int SERVICES = 20;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Holdfast holdfast;
    private final Served served;
    private final Report report;

    ReturnPart(Holdfast holdfast, Served served, Report report) {
        this.holdfast = holdfast;
        this.served = served;
        this.report = report;
    }

    void run(int rounds) {
        if (holdfast.absence().isPresent()) {
            return;
        }
        try {
            List<Service> services = Served.services("kept", SERVICES, Setting.ASKED_EVERY_SECOND);
            holdfast.start(services);
            services.forEach(service -> Client.awaitAnswer(service.port(), DEADLINE));
            holdfast.awaitUp(SERVICES, DEADLINE);
            List<Long> pids = services.stream().map(served::pid).toList();
            var millis = new ArrayList<Double>();
            long changed = 0;
            for (int round = 0; round < rounds; round++) {
                holdfast.crash();
                long start = System.nanoTime();
                holdfast.begin();
                holdfast.awaitUp(SERVICES, DEADLINE);
                millis.add((System.nanoTime() - start) / 1e6);
                List<Long> now = services.stream().flatMap(service -> served.pids(service).stream()).toList();
                changed += now.equals(pids) ? 0 : 1;
            }
            report.add("Holdfast killed and started -> all " + SERVICES + " services in hand", "Holdfast", "ms", millis);
            report.add("... rounds in which a service was restarted or doubled", "Holdfast", "of " + rounds, List.of((double) changed));
        } finally {
            holdfast.close();
            served.reap();
        }
    }
}
