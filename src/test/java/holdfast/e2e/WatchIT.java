package holdfast.e2e;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Something that is only looked at: a site of somebody else's, configured as docs/drivers/watch.md shows it.
class WatchIT {
    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void aSiteThatFallsSilentIsAnIncidentWithItsAlertsAndNothingIsDone() throws IOException {
        HttpServer site = site();
        sandbox.configure(Pages.example("watch", "yaml")
                        .replace("provider:", "site:")
                        .replace("https://api.example.com/health", "http://127.0.0.1:" + port + "/")
                        .replace("alert_after: 1m", "alert_after: 1s")
                        .replace("every: 30s", "every: 500ms")
                        .replace("timeout: 5s", "timeout: 400ms\n        recheck: 500ms")
                + "state: state\n");
        Daemon daemon = sandbox.monitor();
        daemon.await("site", "is healthy", 60, site(true));

        site.stop(0);
        daemon.await("site", "has an incident", 60, service -> service.object("incident").isPresent());
        Await.until("people are to be told", 60, () -> kinds().contains("alert-decided"));
        assertEquals("watched", daemon.service("site").orElseThrow().text("state"));
        assertTrue(sandbox.holdfast("restart", "site").exit() != 0, "there is nothing to restart");

        site = site();
        daemon.await("site", "is healthy again", 60, service -> site(true).test(service) && service.object("incident").isEmpty());
        site.stop(0);

        Json incident = sandbox.incidents().getFirst();
        assertEquals("not-answering", incident.text("cause"));
        assertEquals("healed", incident.text("closing"));
        assertEquals(0, incident.number("actions"));
        List<String> alerts = facts().stream()
                .filter(fact -> fact.text("kind").equals("alert-decided"))
                .map(fact -> fact.object("fields").orElseThrow().text("alert"))
                .toList();
        assertEquals(List.of("DOWN", "RECOVERED"), alerts);
        Set<String> done = Set.of("start-intended", "stop-intended", "rung-taken", "started", "ended");
        assertEquals(Set.of(), kinds().stream().filter(done::contains).collect(Collectors.toSet()));
    }

    private static Predicate<Json> site(boolean isHealthy) {
        return service -> service.text("health").equals("healthy") == isHealthy;
    }

    private Set<String> kinds() {
        return facts().stream().map(fact -> fact.text("kind")).collect(Collectors.toSet());
    }

    private List<Json> facts() {
        return Json.read(sandbox.holdfast("why", "site", "--json").output()).objects("facts");
    }

    private HttpServer site() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 16);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        return server;
    }
}
