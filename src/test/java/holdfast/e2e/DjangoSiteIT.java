package holdfast.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    /// It answers, and takes more than five seconds for it.
    @Test
    void noticesThatTheSiteHasBecomeSlow() throws IOException {
        Path slow = sandbox.folder().resolve("slow");
        Files.writeString(site.resolve("site_config/wsgi.py"), """


                import os, time
                _quick, _began = application, time.time()

                def application(environ, start_response):
                    if os.path.exists("%s") and os.path.getmtime("%s") > _began:
                        time.sleep(6)
                    return _quick(environ, start_response)
                """.formatted(slow, slow), StandardOpenOption.APPEND);
        Daemon daemon = sandbox.configure(slow(sitePort)).monitor();
        daemon.awaitHealthy("site");

        Files.writeString(slow, "");

        daemon.await("site", "is judged by how slow it is", 120, service -> service.text("health").equals("unhealthy"));
        // On a busy machine a restart would be more load, and it is waited.
        Await.until("the cause is told", 60, () -> {
            String told = sandbox.holdfast("incidents", "1").output();
            return told.contains("it answers, but takes") || told.contains("it is slow because the host is busy");
        });
        Files.delete(slow);
        daemon.awaitHealthy("site");
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

    /// A site that may take longer than is wanted, and still answers.
    private static String slow(int port) {
        return """
            state: state
            services:
              site:
                run: gunicorn --workers 2 --bind 127.0.0.1:%d site_config.wsgi
                dir: django-site
                port: %d
                every: 8s
                timeout: 8s
                recheck: 500ms
                fail_after: 2
                checks:
                  - http: /health
                    expect: { within: 5s }
            """.formatted(port, port);
    }
}
