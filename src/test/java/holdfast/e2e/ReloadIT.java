package holdfast.e2e;

import holdfast.e2e.Sandbox.Ran;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A real nginx takes in a new configuration under requests, and Holdfast its own.
class ReloadIT {
    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();

    @BeforeEach
    void prepare() throws Exception {
        Sandbox.needs("nginx", "nginx-light");
        Files.setPosixFilePermissions(sandbox.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
        serve("old");
        sandbox.configure(configuration("reload: { signal: HUP }"));
    }

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    private String configuration(String more) {
        return """
            services:
              web:
                run: nginx -p %s -c %s/nginx.conf
                port: %d
                %s
                checks:
                  - http: /
                every: 1s
                recheck: 500ms
                timeout: 400ms
                recover: { stable: 1s }
            state: state
            """.formatted(sandbox.folder(), sandbox.folder(), port, more);
    }

    private void serve(String what) {
        String folder = sandbox.folder().toString();
        sandbox.write("nginx.conf", """
                daemon off;
                worker_processes 2;
                pid %s/nginx.pid;
                error_log %s/nginx.log;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %s/tmp; proxy_temp_path %s/tmp; fastcgi_temp_path %s/tmp;
                    uwsgi_temp_path %s/tmp; scgi_temp_path %s/tmp;
                    server { listen 127.0.0.1:%d; location / { return 200 "%s"; } }
                }
                """.formatted(folder, folder, folder, folder, folder, folder, folder, port, what));
    }

    @Test
    void nginxServesWhatIsNewInTheSameProcessAndNoRequestFails() throws Exception {
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("web").number("pid");
        var isOver = new AtomicBoolean();
        var failed = new AtomicInteger();
        var asked = new AtomicInteger();
        serve("new");

        Thread asking = Thread.startVirtualThread(() -> {
            while (!isOver.get()) {
                asked.incrementAndGet();
                failed.addAndGet(Web.answers(port, "/") ? 0 : 1);
            }
        });
        Ran reload = sandbox.holdfast("reload", "web");
        isOver.set(true);
        asking.join();

        assertEquals(0, reload.exit(), reload.output());
        assertTrue(reload.output().contains("web is reloaded and answers"), reload.output());
        Await.until("what is new is served", 20, () -> Web.get(port, "/").orElse("").endsWith("new"));
        assertEquals(0, failed.get(), () -> "of " + asked);
        assertTrue(asked.get() > 0);
        assertEquals(pid, daemon.service("web").orElseThrow().number("pid"));
        assertTrue(sandbox.incidents().isEmpty());
    }

    @Test
    void withoutADaemonItIsReloadedInOnePass() {
        assertEquals(0, sandbox.holdfast("start", "web").exit());
        serve("new");

        Ran reload = sandbox.holdfast("reload", "web");

        assertEquals(0, reload.exit(), reload.output());
        Await.until("what is new is served", 20, () -> Web.get(port, "/").orElse("").endsWith("new"));
    }

    @Test
    void whatCannotBeReloadedIsRefusedWithTheWayOut() {
        sandbox.configure(configuration(""));
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("web").number("pid");

        Ran without = sandbox.holdfast("reload", "web");
        assertEquals(4, without.exit(), without.output());
        assertTrue(without.output().contains("holdfast restart web"), without.output());
        assertEquals(pid, daemon.service("web").orElseThrow().number("pid"));

        sandbox.configure(configuration("reload: { signal: HUP }"));
        Ran reread = sandbox.holdfast("reload");
        assertEquals(0, reread.exit(), reread.output());
        Await.until("the new configuration is in force", 20, () -> sandbox.holdfast("reload", "web", "--dry-run").exit() == 0);
        assertEquals(pid, daemon.service("web").orElseThrow().number("pid"));
        assertEquals(0, sandbox.holdfast("stop", "web").exit());
        Ran down = sandbox.holdfast("reload", "web");
        assertEquals(4, down.exit(), down.output());
        assertTrue(down.output().contains("holdfast start web"), down.output());
    }

    @Test
    void anInvalidConfigurationChangesNothingAndEveryProblemIsPrinted() {
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("web").number("pid");
        sandbox.configure(configuration("reload: { signal: TERM }\n    prot: 1"));

        Ran reread = sandbox.holdfast("reload");

        assertEquals(2, reread.exit(), reread.output());
        assertTrue(reread.output().contains("holdfast.yaml:5:"), reread.output());
        assertTrue(reread.output().contains("holdfast.yaml:6:"), reread.output());
        assertEquals(pid, daemon.service("web").orElseThrow().number("pid"));
    }
}
