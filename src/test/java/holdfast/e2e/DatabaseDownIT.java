package holdfast.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A real Node API that needs a real PostgreSQL: the database is what is healed, the API is left alone.
class DatabaseDownIT {
    private static final Path SERVER = Path.of("/usr/lib/postgresql/15/bin");

    private final Sandbox sandbox = new Sandbox();
    private final int database = Web.freePort();
    private final int api = Web.freePort();

    @BeforeEach
    void prepare() throws IOException, InterruptedException {
        Sandbox.needs("node", "nodejs");
        Sandbox.needs("runuser", "util-linux");
        assumeTrue(Files.isExecutable(SERVER.resolve("postgres")), "PostgreSQL is missing: apt-get install postgresql");
        Path folder = sandbox.folder();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        sandbox.example("node-api");
        Path data = Files.createDirectories(folder.resolve("pg"));
        run("chown", "-R", "postgres:postgres", data.toString());
        run(
                "runuser", "-u", "postgres", "--", SERVER.resolve("initdb").toString(), "-D", data.toString(), "--auth=trust",
                "--no-sync");
        sandbox.configure("""
                state: state
                defaults: { every: 1s, recheck: 1s, timeout: 1s }
                services:
                  db:
                    run: %s/postgres -D %s -p %d -k %s -c listen_addresses=127.0.0.1 -c fsync=off
                    dir: %s
                    user: postgres
                    port: %d
                    checks:
                      - postgres: postgres://postgres@127.0.0.1:%d/postgres
                  api:
                    run: node index.js
                    dir: node-api
                    env: { PORT: "%d" }
                    port: %d
                    needs: [db]
                    checks:
                      - http: /api/health
                      - tcp: 127.0.0.1:%d
                        name: database
                """.formatted(SERVER, data, database, data, data, database, database, api, api, database));
    }

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void aDatabaseThatDiesIsBroughtBackAndWhatNeedsItIsNotRestarted() {
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("db");
        long app = daemon.awaitHealthy("api").number("pid");
        long server = daemon.service("db").orElseThrow().number("pid");

        Processes.kill(server);

        daemon.await("db", "is healthy in another process", 90, service ->
                service.text("health").equals("healthy") && service.number("pid") != server);
        Json well = daemon.awaitHealthy("api");
        assertEquals(app, well.number("pid"), daemon.output());
    }

    @Test
    void aDatabaseThatAPersonStopsIsLeftStoppedAndNamedByWhatNeedsIt() {
        Daemon daemon = sandbox.monitor();
        long app = daemon.awaitHealthy("api").number("pid");

        assertEquals(0, sandbox.holdfast("stop", "db").exit());
        daemon.await("api", "is unhealthy", 60, service -> service.text("health").equals("unhealthy"));
        String why = sandbox.holdfast("why", "api").output();

        assertTrue(why.contains("db"), why);
        assertEquals(app, daemon.service("api").orElseThrow().number("pid"));
        assertEquals(0, sandbox.holdfast("start", "db").exit());
        assertEquals(app, daemon.awaitHealthy("api").number("pid"), daemon.output());
    }

    private static void run(String... argv) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
