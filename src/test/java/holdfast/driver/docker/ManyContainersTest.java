package holdfast.driver.docker;

import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.ServiceSpec;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What it costs to watch an engine on which nothing happens, and how soon what happens is told.
@Timeout(300)
final class ManyContainersTest {
    private static final int CONTAINERS = 20;
    private static final int CRASHES = 15;
    private static final long QUIET_SECONDS = 10;

    @TempDir
    private Path directory;

    @Test
    void twentyContainersAreWatchedForNextToNothingAndTheirEndsAreToldInFiftyMilliseconds() throws Exception {
        try (Dockerd engine = Dockerd.start();
                var rig = new DockerRig(directory)) {
            for (int i = 0; i < CONTAINERS; i++) {
                engine.container("many" + i, Dockerd.IMAGE, "sleep", "600");
                assertInstanceOf(Observation.Running.class, rig.observe(DockerRig.service("many" + i, engine)));
            }
            rig.hearsNothing();

            var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long before = system.getProcessCpuTime();
            assertNull(rig.events.poll(QUIET_SECONDS, TimeUnit.SECONDS));
            double share = (system.getProcessCpuTime() - before) / (QUIET_SECONDS * 1e9);
            System.out.printf("measured: watching %d containers: %.2f %% of a core%n", CONTAINERS, share * 100);
            assertTrue(share < 0.01, "idle watching costs " + share * 100 + " % of a core");

            var delays = new ArrayList<Long>();
            for (int i = 0; i < CRASHES; i++) {
                delays.add(delayOfAnEnd(engine, rig, "many" + i));
            }
            delays.sort(Long::compare);
            long median = delays.get(CRASHES / 2);
            System.out.printf("measured: from Docker's own time to the event: median %.1f ms, worst %.1f ms%n", median / 1e3, delays.getLast() / 1e3);
            // A median, so that a busy machine does not decide.
            assertTrue(median < 50_000, "microseconds: " + delays);
        }
    }

    /// Microseconds from the time that the engine writes on its event.
    private static long delayOfAnEnd(Dockerd engine, DockerRig rig, String name) throws Exception {
        ServiceSpec service = DockerRig.service(name, engine);
        long since = Instant.now().getEpochSecond() - 1;
        SharedEngine.kill(Long.parseLong(engine.state(service.id().name(), "{{.State.Pid}}")));
        var _ = rig.next(Event.ProcessExited.class);
        Instant told = Instant.now();
        String stamp = engine.docker(
                "events", "--since", Long.toString(since), "--until", Long.toString(told.getEpochSecond() + 1), "--filter", "event=die",
                "--filter", "container=" + name, "--format", "{{.TimeNano}}");
        long nanos = Long.parseLong(stamp.lines().findFirst().orElseThrow());
        return Duration.between(Instant.ofEpochSecond(nanos / 1_000_000_000L, nanos % 1_000_000_000L), told).toNanos() / 1_000;
    }
}
