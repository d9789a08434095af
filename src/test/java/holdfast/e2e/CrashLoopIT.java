package holdfast.e2e;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A service that cannot live: tried as often as the policy says, then left alone, told about, and tried slowly.
class CrashLoopIT {
    private final Sandbox sandbox = new Sandbox();

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void parksAfterThreeAttemptsAndHealsOnASlowRetryOnceTheCauseIsGone() {
        Path starts = sandbox.write("starts", "");
        configure("exit 3", "2s");

        Daemon daemon = sandbox.monitor();

        Json parked = daemon.await("app", "is parked", 30, service -> service.text("state").equals("parked"));
        assertEquals("slow-retry", parked.object("next").orElseThrow().text("what"), parked.toString());
        assertEquals(4, Sandbox.read(starts).lines().count(), "the first start and three attempts");
        sandbox.write("cured", "");
        daemon.awaitHealthy("app");
        daemon.await("app", "is proven good", 20, service -> service.object("incident").isEmpty());
        assertEquals(1, sandbox.incidents().size());
        assertEquals("healed", sandbox.incidents().getFirst().text("closing"));
    }

    @Test
    void staysParkedOverADeathOfTheDaemon() {
        Path starts = sandbox.write("starts", "");
        configure("exit 3", "1h");
        Daemon daemon = sandbox.monitor();
        daemon.await("app", "is parked", 30, service -> service.text("state").equals("parked"));

        daemon.kill();
        Daemon heir = sandbox.monitor();

        heir.await("app", "is still parked", 30, service -> service.text("state").equals("parked"));
        assertEquals(4, Sandbox.read(starts).lines().count(), "not started once more");
        assertTrue(sandbox.holdfast("status").output().contains("given up"));
        assertEquals(1, sandbox.holdfast("check").exit());
        assertEquals(1, sandbox.incidents().size());
    }

    @Test
    void countsDeathsThatComeTwoSecondsAfterEachStart() {
        Path starts = sandbox.write("starts", "");
        configure("exec sleep 2", "1h");

        Daemon daemon = sandbox.monitor();

        daemon.await("app", "is parked", 60, service -> service.text("state").equals("parked"));
        assertEquals(4, Sandbox.read(starts).lines().count());
        assertEquals(1, sandbox.incidents().size(), "one incident for all of it");
    }

    private void configure(String line, String cooldown) {
        sandbox.write("app.sh", """
                #!/bin/sh
                echo started >> starts
                [ -e cured ] && exec sleep 86403
                %s
                """.formatted(line));
        sandbox.configure("""
                state: state
                services:
                  app:
                    run: sh app.sh
                    every: 500ms
                    recover: { attempts: 3, window: 10m, backoff: 100ms, jitter: 0%%, cooldown: %s, stable: 3s }
                """.formatted(cooldown));
    }
}
