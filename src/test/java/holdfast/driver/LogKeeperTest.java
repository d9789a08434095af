package holdfast.driver;

import holdfast.driver.LogKeeper.Quota;
import holdfast.linux.LinuxKernel;
import holdfast.model.Reason;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(30)
final class LogKeeperTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Quota SMALL = new Quota(64_000, 2);

    private final BlockingQueue<Reason> warnings = new LinkedBlockingQueue<>();

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theNextLookComesWhenTheLogShouldBeFull() {
        assertEquals(2 * SECOND, LogKeeper.nextLookNanos(2000, 5000, 5 * SECOND));
    }

    @Test
    void looksStayWithinTheirBounds() {
        assertEquals(LogKeeper.LOOK_MAX_NANOS, LogKeeper.nextLookNanos(2000, 0, SECOND));
        assertEquals(LogKeeper.LOOK_MAX_NANOS, LogKeeper.nextLookNanos(2000, -70, SECOND));
        assertEquals(LogKeeper.LOOK_MAX_NANOS, LogKeeper.nextLookNanos(Long.MAX_VALUE, 1, SECOND));
        assertEquals(LogKeeper.LOOK_MIN_NANOS, LogKeeper.nextLookNanos(10, 1_000_000, SECOND));
        assertEquals(LogKeeper.LOOK_MIN_NANOS, LogKeeper.nextLookNanos(-10, 1_000_000, SECOND));
    }

    @Test
    void rotatesWhatIsTooLongAtTheFirstLook() throws Exception {
        Path log = directory.resolve("web.log");
        Files.write(log, new byte[100_000]);
        try (var watch = FileSystems.getDefault().newWatchService();
                var keeper = keeper()) {
            var _ = directory.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            keeper.keep(Map.of(log, SMALL));

            while (!Files.exists(directory.resolve("web.log.1"))) {
                watch.take().reset();
            }
        }
        assertTrue(Files.size(log) < 64_000, "the log has " + Files.size(log));
    }

    @Test
    void saysOnceWhatKeepsItFromRotating() throws Exception {
        Path log = Files.createSymbolicLink(directory.resolve("web.log"), directory.resolve("other"));
        try (var keeper = keeper()) {
            keeper.keep(Map.of(log, SMALL));
            assertEquals(Reason.of("driver.logs.no-file", log), warnings.poll(10, TimeUnit.SECONDS));

            keeper.keep(Map.of(log, new Quota(64_000, 3)));
        }
        assertEquals(List.of(), List.copyOf(warnings));
    }

    @Test
    void whatIsNotThereYetIsNoTrouble() {
        try (var keeper = keeper()) {
            keeper.keep(Map.of(directory.resolve("web.log"), SMALL));
        }
        assertEquals(List.of(), List.copyOf(warnings));
    }

    private LogKeeper keeper() {
        return LogKeeper.begin(new LogRotation(new LinuxKernel().userId()), warnings::add);
    }
}
