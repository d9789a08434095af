package holdfast.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// The wall clock of the daemon jumps an hour, either way, by libfaketime: people's times jump along, decisions do not.
class ClockJumpIT {
    private static final Path LIBRARY = Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1");

    private final Sandbox sandbox = new Sandbox();

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void neitherRestartsNorForgetsWhenTheClockJumpsAnHour() {
        assumeTrue(Files.exists(LIBRARY), "libfaketime is missing: apt-get install faketime");
        Path offset = sandbox.write("offset", "+0");
        sandbox.configure("""
                state: state
                services:
                  app:
                    run: sleep 86409
                    every: 500ms
                    recover: { stable: 1s }
                """);
        // The monotonic clock of a real jump does not move; the file is read anew at every look at the clock.
        sandbox.with("LD_PRELOAD", LIBRARY).with("DONT_FAKE_MONOTONIC", 1).with("FAKETIME_TIMESTAMP_FILE", offset).with("FAKETIME_NO_CACHE", 1);
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("app").number("pid");

        jump(daemon, "+1h", Duration.ofMinutes(50), Duration.ofMinutes(70));
        jump(daemon, "-1h", Duration.ofMinutes(-70), Duration.ofMinutes(-50));

        Json app = daemon.awaitHealthy("app");
        assertEquals(pid, app.number("pid"));
        assertEquals(0, app.number("restarts"));
        Processes.kill(pid);
        daemon.await("app", "runs in another process", 10, service ->
                service.text("state").equals("up") && service.number("pid") != pid);
    }

    /// Jumps, and waits until the daemon has seen it and asked its checks three times since.
    private void jump(Daemon daemon, String offset, Duration least, Duration most) {
        sandbox.write("offset", offset);
        Await.until("the daemon sees the clock jump by " + offset, 20, () -> {
            Instant now = Instant.now();
            return daemon.status()
                    .map(status -> Instant.parse(status.text("at")))
                    .filter(at -> at.isAfter(now.plus(least)) && at.isBefore(now.plus(most)))
                    .isPresent();
        });
        long probes = daemon.service("app").orElseThrow().number("probes");
        daemon.await("app", "is asked on", 20, service -> service.number("probes") >= probes + 3);
    }
}
