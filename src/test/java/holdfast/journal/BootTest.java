package holdfast.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BootTest {
    /// What makes `atNanos` of one daemon comparable with that of the next. `/proc/uptime` also counts time spent suspended
    /// (CLOCK_BOOTTIME), so this cannot be held on a machine that slept.
    @Test
    void nanoTimeIsTheMonotonicClockOfThisBoot() throws Exception {
        double uptimeSeconds = new Scanner(Files.readString(Path.of("/proc/uptime"))).useLocale(Locale.ROOT).nextDouble();
        double nanoSeconds = (double) System.nanoTime() / TimeUnit.SECONDS.toNanos(1);

        Assumptions.assumeTrue(uptimeSeconds - nanoSeconds < 5, "this machine has been suspended since it booted");
        assertEquals(uptimeSeconds, nanoSeconds, 1.0);
    }

    @Test
    void thisBootHasAName() throws Exception {
        assertTrue(Boot.id().matches("[0-9a-f-]{36}"), Boot.id());
    }
}
