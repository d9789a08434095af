package holdfast.driver.pm2;

import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.ExitStatus;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Two hundred apps in one PM2.
@Timeout(240)
final class ManyAppsTest {
    private static final int APPS = 200;
    private static final long QUIET_SECONDS = 10;
    private static final int ROUNDS = 15;

    @Test
    void aFullPm2IsWatchedForNextToNothingAndItsEventsComeInTime() throws Exception {
        try (var bed = new Pm2Bed()) {
            Path ecosystem = bed.directory.resolve("ecosystem.config.js");
            Files.writeString(ecosystem, IntStream.range(0, APPS)
                    .mapToObj(i -> "{ name: 'app " + i + "', script: '/bin/sleep', args: '3600', interpreter: 'none', vizion: false }")
                    .collect(Collectors.joining(",\n", "module.exports = { apps: [", "] };\n")));
            bed.pm2("start", ecosystem.toString());
            bed.until("all are up", () -> bed.apps().stream().filter(app -> app.status() == App.Status.ONLINE).count() == APPS);
            for (int i = 0; i < APPS; i++) {
                ServiceSpec service = bed.service("app " + i);
                assertInstanceOf(Observation.Running.class, bed.driver.settled(service));
            }

            double share = shareOfACore(bed);
            System.out.printf("measured: watching %d apps: %.2f %% of a core%n", APPS, share * 100);
            assertTrue(share < 0.01, "idle watching costs " + share * 100 + " % of a core");

            List<Long> latencies = latencies(bed);
            System.out.println("measured: from PM2's word of an end to ours, 1 of " + APPS + " apps: median "
                    + latencies.get(ROUNDS / 2) / 1_000 + " µs, worst " + latencies.getLast() / 1_000 + " µs");
            // The machine is busy with other tests; an idle one stays far below.
            assertTrue(latencies.get(ROUNDS / 2) < Pm2Bed.SECOND, () -> "took " + latencies);
        }
    }

    /// Nanoseconds from the moment in which another listener has PM2's news to that in which the core has ours, in order of size.
    private static List<Long> latencies(Pm2Bed bed) throws Exception {
        var heard = new LinkedBlockingQueue<Long>();
        Feed witness = Feed.begin(bed.home, new Witness(heard));
        var latencies = new ArrayList<Long>();
        try {
            assertNotNull(heard.poll(30, TimeUnit.SECONDS), "the witness listens");
            for (int round = 0; round < ROUNDS; round++) {
                String name = "app " + (100 + round);
                ProcessIdentity victim = ((Observation.Running) bed.driver.settled(bed.service(name))).process();
                bed.driver.events.clear();
                heard.clear();
                bed.kill(victim.pid());
                var told = (Event.BackendChanged) bed.driver.next(event -> event instanceof Event.BackendChanged);
                long now = System.nanoTime();
                assertEquals(name, told.service().name());
                assertEquals(
                        new ExitStatus.Signalled(9, false),
                        assertInstanceOf(Observation.Reviving.class, told.observation()).status());
                latencies.add(Math.max(0, now - Objects.requireNonNull(heard.poll(30, TimeUnit.SECONDS))));
                bed.driver.newsOf(Observation.Running.class);
            }
        } finally {
            witness.close();
        }
        Collections.sort(latencies);
        return latencies;
    }

    /// Notes when news come.
    private record Witness(Queue<Long> heard) implements Feed.Listener {
        @Override
        public void connected() {
            heard.add(System.nanoTime());
        }

        @Override
        public void heard(Replies.News news) {
            heard.add(System.nanoTime());
        }

        @Override
        public void missed() {}

        @Override
        public void lost() {}
    }

    /// Of this process, which does nothing else meanwhile.
    private static double shareOfACore(Pm2Bed bed) throws Exception {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        bed.driver.nothingFor(QUIET_SECONDS * Pm2Bed.SECOND);
        return (double) (system.getProcessCpuTime() - cpu) / (QUIET_SECONDS * Pm2Bed.SECOND);
    }
}
