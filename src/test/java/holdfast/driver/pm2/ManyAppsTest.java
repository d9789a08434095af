package holdfast.driver.pm2;

import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Two hundred apps in one PM2.
@Timeout(240)
final class ManyAppsTest {
    private static final int APPS = 200;
    private static final long QUIET_SECONDS = 10;

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
            assertTrue(share < 0.01, "idle watching costs " + share * 100 + " % of a core");

            ProcessIdentity victim = ((Observation.Running) bed.driver.settled(bed.service("app 117"))).process();
            long before = System.nanoTime();
            bed.kill(victim.pid());
            var told = (Event.BackendChanged) bed.driver.next(event -> event instanceof Event.BackendChanged);
            long took = System.nanoTime() - before;
            assertEquals("app 117", told.service().name());
            assertTrue(took < 2 * Pm2Bed.SECOND, "took " + took / 1_000_000 + " ms");
        }
    }

    /// Of this process, which does nothing else meanwhile.
    private static double shareOfACore(Pm2Bed bed) throws Exception {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        bed.driver.nothingFor(QUIET_SECONDS * Pm2Bed.SECOND);
        return (double) (system.getProcessCpuTime() - cpu) / (QUIET_SECONDS * Pm2Bed.SECOND);
    }
}
