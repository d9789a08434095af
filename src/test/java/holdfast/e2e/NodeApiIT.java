package holdfast.e2e;

import holdfast.e2e.Sandbox.Ran;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A real Node API under the daemon, broken in the ways in which such things break.
class NodeApiIT {
    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();
    private Path app = Path.of("");

    @BeforeEach
    void prepare() {
        Sandbox.needs("node", "nodejs");
        app = sandbox.example("node-api");
        sandbox.configure("""
                state: state
                services:
                  api:
                    run: node index.js
                    dir: node-api
                    env: { PORT: "%1$d" }
                    port: %1$d
                    every: 1s
                    checks:
                      - http: /api/health
                      - http: /api/girls
                        expect: { json: "length(@) > `0`" }
                    stop: { within: 2s }
                    recover: { stable: 1s }
                """.formatted(port));
    }

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void bringsAKilledProcessBackAndClosesTheIncident() {
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("api").number("pid");

        Processes.kill(pid);

        Web.awaitAnswer(port, "/api/health", 10);
        daemon.await("api", "is proven good", 20, service ->
                service.text("health").equals("healthy") && service.object("incident").isEmpty());
        List<Json> incidents = sandbox.incidents();
        assertEquals(1, incidents.size(), incidents.toString());
        assertEquals("crashed", incidents.getFirst().text("cause"));
        assertEquals("healed", incidents.getFirst().text("closing"));
    }

    @Test
    void bringsAHungProcessBack() {
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("api").number("pid");

        Processes.signal("STOP", pid);

        daemon.await("api", "is healthy in another process", 30, service ->
                service.text("health").equals("healthy") && service.number("pid") != pid);
        assertEquals(1, Processes.in(app).size(), "the hung process is gone");
        assertEquals("not-answering", sandbox.incidents().getFirst().text("cause"));
    }

    @Test
    void namesAStrangerOnThePortAndLeavesItAlone() {
        Path elsewhere = sandbox.write("stranger.js", "require('http').createServer((q, r) => r.end('mine')).listen(" + port + ", '127.0.0.1');");
        Process stranger = sandbox.start(List.of("node", elsewhere.toString()), sandbox.folder(), sandbox.folder().resolve("stranger.out"));
        Web.awaitAnswer(port, "/", 10);

        Daemon daemon = sandbox.monitor();

        daemon.await("api", "is given up", 30, service -> service.text("state").equals("parked"));
        Ran why = sandbox.holdfast("why", "api");
        assertTrue(why.output().contains(Long.toString(stranger.pid())), why.output());
        assertTrue(stranger.isAlive());

        assertTrue(why.output().contains("a restart would not help"), why.output());
        assertTrue(why.output().contains("at once, when the port is free"), why.output());

        // Nobody tells that the port is free; it is looked at twice a minute.
        Processes.kill(stranger.pid());
        daemon.awaitHealthy("api");
        assertEquals(List.of(), taken(sandbox, "slow-retry"));
    }

    /// Starts made for this purpose.
    private static List<String> taken(Sandbox sandbox, String purpose) {
        Ran told = sandbox.holdfast("incidents", "1", "--json");
        return Json.read(told.output()).objects("facts").stream()
                .filter(fact -> fact.text("kind").equals("start-intended"))
                .map(fact -> String.valueOf(fact.object("fields")))
                .filter(fields -> fields.toLowerCase(Locale.ROOT).contains(purpose.replace('-', '_')))
                .toList();
    }

    @Test
    void staysDownWhenAnOperatorStopsItAndComesUpWhenAsked() {
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("api");

        Ran stop = sandbox.holdfast("stop", "api");
        assertEquals(0, stop.exit(), stop.output());
        assertEquals(List.of(), Processes.in(app));
        daemon.kill();
        Daemon second = sandbox.monitor();
        second.await("api", "is stopped, as the journal remembers", 20, service -> service.text("state").equals("stopped"));
        Ran start = sandbox.holdfast("start", "api");

        assertEquals(0, start.exit(), start.output());
        assertTrue(Web.answers(port, "/api/health"));
    }

    @Test
    void restartsVerifiedWhenAsked() {
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("api").number("pid");

        Ran ran = sandbox.holdfast("restart", "api");

        assertEquals(0, ran.exit(), ran.output());
        assertNotEquals(pid, daemon.service("api").orElseThrow().number("pid"));
        assertTrue(Web.answers(port, "/api/health"));
        assertEquals(List.of(), sandbox.incidents(), "a wish is no incident");
    }
}
