package holdfast.driver.systemd;

import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What it costs to watch a systemd of which nothing is heard.
final class ManyUnitsTest extends OnOwnSystemd {
    private static final int UNITS = 50;
    private static final long QUIET_SECONDS = 10;

    ManyUnitsTest() throws IOException, InterruptedException {}

    @Test
    void fiftyUnitsAreWatchedForNextToNothing() throws Exception {
        rig.unit("many@.service", "[Service]\n" + SLEEP);
        for (int i = 1; i <= UNITS; i++) {
            ServiceSpec service = SystemdRig.spec("many@" + i + ".service", Optional.empty());
            rig.run(service, 1);
        }
        assertNull(rig.events().poll(2, TimeUnit.SECONDS));

        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = system.getProcessCpuTime();
        assertNull(rig.events().poll(QUIET_SECONDS, TimeUnit.SECONDS));
        double share = (system.getProcessCpuTime() - before) / (QUIET_SECONDS * 1e9);

        System.out.printf("measured: watching %d units: %.2f %% of a core%n", UNITS, share * 100);
        assertTrue(share < 0.01, "idle watching costs " + share * 100 + " % of a core");
    }
}
