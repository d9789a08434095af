package holdfast.e2e;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Holdfast itself is stopped for a while, alone or with the whole machine: nothing that it missed or misread is held against a
/// service.
class StoppedMonitorIT {
    /// Longer than `fail_after` × `every`, and than the time to answer after a start.
    private static final long STOPPED_NANOS = TimeUnit.SECONDS.toNanos(7);

    /// Answers in a while, so that a question can be caught under way; says when it was asked.
    private static final String SERVER = """
            const fs = require('fs');
            const ready = Date.now() + Number(process.env.WARM_UP);
            require('http').createServer((question, answer) => {
              fs.appendFileSync('asked', '.');
              if (Date.now() < ready) { answer.writeHead(503); answer.end(); return; }
              setTimeout(() => answer.end('here'), 400);
            }).listen(Number(process.env.PORT), '127.0.0.1');
            """;

    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();

    @BeforeEach
    void prepare() {
        Sandbox.needs("node", "nodejs");
        sandbox.write("server.js", SERVER);
        sandbox.write("asked", "");
    }

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    private Daemon monitor(int warmUpMillis) {
        sandbox.configure("""
                state: state
                services:
                  app:
                    run: node server.js
                    env: { PORT: "%1$d", WARM_UP: "%2$d" }
                    port: %1$d
                    every: 1s
                    timeout: 1s
                    fail_after: 1
                    checks:
                      - http: /
                    start: { within: 5s }
                    stop: { within: 2s }
                    recover: { stable: 1s }
                """.formatted(port, warmUpMillis));
        return sandbox.monitor();
    }

    @Test
    void touchesNothingAfterItWasStoppedWithAQuestionUnderWay() {
        Daemon daemon = monitor(0);
        long pid = daemon.awaitHealthy("app").number("pid");
        for (int time = 0; time < 3; time++) {
            awaitQuestion();
            Processes.signal("STOP", daemon.pid());
            pass();
            Processes.signal("CONT", daemon.pid());
            assertUntouched(daemon, pid);
        }
    }

    @Test
    void touchesNothingAfterTheWholeMachineWasPaused() {
        Daemon daemon = monitor(0);
        long pid = daemon.awaitHealthy("app").number("pid");
        for (int time = 0; time < 3; time++) {
            awaitQuestion();
            Processes.signal("STOP", daemon.pid());
            Processes.signal("STOP", pid);
            pass();
            Processes.signal("CONT", pid);
            Processes.signal("CONT", daemon.pid());
            assertUntouched(daemon, pid);
        }
    }

    @Test
    void aServiceWhoseTimeToStartPassedMeanwhileIsAskedBeforeItIsJudged() {
        Daemon daemon = monitor(2_000);
        long pid = daemon.await("app", "runs", 30, service -> service.object("process").isPresent()).number("pid");
        awaitQuestion();
        Processes.signal("STOP", daemon.pid());
        pass();
        Processes.signal("CONT", daemon.pid());

        assertUntouched(daemon, pid);
    }

    private void awaitQuestion() {
        int before = asked();
        Await.until("the app is asked", 30, () -> asked() > before);
    }

    private int asked() {
        return Sandbox.read(sandbox.folder().resolve("asked")).length();
    }

    private static void pass() {
        long end = System.nanoTime() + STOPPED_NANOS;
        Await.until("its time is over", 60, () -> System.nanoTime() - end > 0);
    }

    private void assertUntouched(Daemon daemon, long pid) {
        for (int questions = 0; questions < 3; questions++) {
            awaitQuestion();
        }
        Json app = daemon.awaitHealthy("app");
        assertEquals(pid, app.number("pid"));
        assertEquals(0, app.number("restarts"));
        Path monitor = sandbox.folder().resolve("monitor0.out");
        assertTrue(!Sandbox.read(monitor).contains("stopping"), Sandbox.read(monitor));
    }
}
