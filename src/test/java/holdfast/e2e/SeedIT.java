package holdfast.e2e;

import holdfast.e2e.Sandbox.Ran;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The three tests of the homemade script that Holdfast replaces, on a real Node API: all is well; the server is down and is
/// healed; the server is killed while it is monitored.
class SeedIT {
    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();
    private Path app = Path.of("");

    @BeforeEach
    void prepare() {
        Sandbox.needs("node", "nodejs");
        app = sandbox.example("node-api");
        // RETRY_DELAY is the script's own variable.
        sandbox.configureExample("node-api.yaml").with("API_PORT", port).with("PORT", port).with("RETRY_DELAY", 1);
    }

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void findsAServerThatWasStartedByHandWellAndLeavesItAlone() {
        Process byHand = sandbox.start(List.of("node", "index.js"), app, sandbox.folder().resolve("api.out"));
        Web.awaitAnswer(port, "/api/health", 10);

        Ran ran = sandbox.holdfast("check");

        assertEquals(0, ran.exit(), ran.output());
        assertTrue(ran.output().contains("[SUCCESS] api: check http:/api/girls good"), ran.output());
        assertTrue(ran.output().contains("length(@) is 6"), ran.output());
        assertTrue(ran.output().contains("[SUCCESS] All is well: api."), ran.output());
        assertEquals(List.of(byHand.pid()), Processes.in(app), "neither restarted nor doubled");
    }

    @Test
    void healsAServerThatIsDownAndLeavesItRunning() {
        Process byHand = sandbox.start(List.of("node", "index.js"), app, sandbox.folder().resolve("api.out"));
        Web.awaitAnswer(port, "/api/health", 10);
        Processes.kill(byHand.pid());

        Ran ran = sandbox.holdfast("check");

        assertEquals(0, ran.exit(), ran.output());
        assertTrue(ran.output().contains("[INFO] api: started as process "), ran.output());
        assertTrue(ran.output().contains("[SUCCESS] All is well: api."), ran.output());
        assertTrue(Web.answers(port, "/api/girls"), "still answers after the check has ended");
        assertEquals(1, Processes.in(app).size());
    }

    /// What was never seen to run is started and counts for nothing; what was seen well and is gone is a failure, and its return a
    /// recovery.
    @Test
    void countsTheRecoveryOfAServerThatAnEarlierCheckSawWell() {
        Process byHand = sandbox.start(List.of("node", "index.js"), app, sandbox.folder().resolve("api.out"));
        Web.awaitAnswer(port, "/api/health", 10);
        Ran before = sandbox.holdfast("check");
        Processes.kill(byHand.pid());

        Ran ran = sandbox.holdfast("check");

        assertTrue(before.output().contains("Recoveries: 0 "), before.output());
        assertEquals(0, ran.exit(), ran.output());
        assertTrue(ran.output().contains("Recoveries: 1 "), ran.output());
    }

    @Test
    void onlyLooksWhenToldNotToHeal() {
        Ran ran = sandbox.holdfast("check", "--no-heal");

        assertEquals(1, ran.exit(), ran.output());
        assertEquals(List.of(), Processes.in(app));
    }

    @Test
    void healsAServerKilledWhileItIsMonitoredAndCountsIt() {
        Daemon daemon = sandbox.monitor("--interval", "1s");
        long pid = daemon.awaitHealthy("api").number("pid");

        Processes.kill(pid);

        Json api = daemon.await("api", "is healthy in another process", 20, service ->
                service.text("health").equals("healthy") && service.number("pid") != pid);
        assertTrue(api.number("restarts") >= 1, api.toString());
        Await.until("the statistics tell of one recovery", 40, () -> daemon.output().contains("Recoveries: 1"));
        assertEquals(1, Processes.in(app).size());
    }
}
