package holdfast.e2e;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A real Django site behind gunicorn, together with the API that it needs: the examples as they are.
class DjangoSiteIT {
    private final Sandbox sandbox = new Sandbox();
    private final int apiPort = Web.freePort();
    private final int sitePort = Web.freePort();
    private Path api = Path.of("");
    private Path site = Path.of("");

    @BeforeEach
    void prepare() {
        Sandbox.needs("node", "nodejs");
        Sandbox.needs("gunicorn", "gunicorn python3-django");
        api = sandbox.example("node-api");
        site = sandbox.example("django-site");
        sandbox.with("API_PORT", apiPort).with("SITE_PORT", sitePort);
    }

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void startsTheSiteAfterWhatItNeedsAndStopsItBefore() {
        Daemon daemon = sandbox.configureExample("shop.yaml").monitor();

        daemon.awaitHealthy("site");

        assertEquals("healthy", daemon.service("api").orElseThrow().text("health"));
        assertTrue(Web.get(sitePort, "/").orElse("").contains("stays up"));
        assertEquals(0, sandbox.holdfast("stop").exit());
        assertEquals(List.of(), Processes.in(api));
        assertEquals(List.of(), Processes.in(site));
    }

    @Test
    void bringsTheSiteBackWhenItsMasterIsKilledAndItsWorkersLiveOn() {
        Daemon daemon = sandbox.configureExample("django-site.yaml").monitor("--interval", "1s");
        long master = daemon.awaitHealthy("site").number("pid");

        Processes.kill(master);

        Json back = daemon.await("site", "is healthy in another process", 60, service ->
                service.text("health").equals("healthy") && service.number("pid") != master);
        assertEquals(3, Processes.in(site).size(), "one master, two workers, no stray");
        assertTrue(Processes.in(site).contains(back.number("pid")));
    }

    @Test
    void bringsTheSiteBackWhenAllOfItHangs() {
        Daemon daemon = sandbox.configureExample("django-site.yaml").monitor("--interval", "1s");
        long master = daemon.awaitHealthy("site").number("pid");
        List<Long> hung = Processes.in(site);

        hung.forEach(pid -> Processes.signal("STOP", pid));

        daemon.await("site", "is healthy in another process", 90, service ->
                service.text("health").equals("healthy") && service.number("pid") != master);
        assertTrue(hung.stream().noneMatch(Processes::isAlive), "nothing of the hung one is left");
        assertTrue(Web.get(sitePort, "/health").orElse("").contains("\"database\": \"ok\""));
    }
}
