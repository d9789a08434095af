package holdfast.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A server that the real PM2 runs, and that Holdfast is told to run as well.
class Pm2RivalIT {
    private static final Path PROGRAM = Path.of(
                    Optional.ofNullable(System.getenv("HOLDFAST_TEST_PM2")).orElse("/opt/holdfast-test/pm2"))
            .resolve("node_modules/.bin/pm2");

    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();
    private final Path home = sandbox.folder().resolve("pm2");

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.isExecutable(PROGRAM), "PM2 is missing: npm install --prefix FOLDER pm2, then HOLDFAST_TEST_PM2=FOLDER");
        Files.createDirectory(home);
        sandbox.with("PM2_HOME", home).with("PATH", PROGRAM.getParent() + ":" + System.getenv("PATH"));
        sandbox.write("server.js", "require('http').createServer((q, r) => r.end('ok')).listen(%d, '127.0.0.1');\n".formatted(port));
        sandbox.configure("""
                state: state
                services:
                  api:
                    run: node server.js
                    port: %d
                    checks: [ { http: /, every: 1s, timeout: 900ms } ]
                    recover: { stable: 1s }
                """.formatted(port));
    }

    @AfterEach
    void cleanUp() {
        if (Files.exists(home)) {
            pm2("kill");
        }
        sandbox.close();
    }

    @Test
    void anAppOfTheRealPm2IsAdoptedItsOwnerNamedAndNotFoughtAndStartedOnceTheOwnerIsGone() {
        pm2("start", "server.js", "--name", "twin");
        Web.awaitAnswer(port, "/", 60);
        Daemon daemon = sandbox.monitor();

        Json api = daemon.await("api", "is adopted, with its rival", 90, service ->
                isHealthy(service) && !service.objects("rivals").isEmpty());
        long first = api.number("pid");
        assertEquals("driver.rival.pm2", api.objects("rivals").getFirst().text("key"));
        String why = sandbox.holdfast("why", "api").output().replaceAll("\\s+", " ");
        assertTrue(why.contains("name the app with \"pm2:\" here, or take it out of PM2"), why);

        Processes.kill(first);

        Json again = daemon.await("api", "is what PM2 has started", 90, service -> isHealthy(service) && service.number("pid") != first);
        assertEquals(1, again.number("restarts"), "counted");
        assertTrue(pm2("jlist").contains("\"restart_time\":1"), "PM2, once");
        assertEquals(List.of(again.number("pid")), servers(), "one, not two");

        pm2("delete", "twin");

        daemon.await("api", "is Holdfast's own, without a rival", 90, service ->
                isHealthy(service) && service.objects("rivals").isEmpty() && service.number("pid") != again.number("pid"));
        assertEquals(1, servers().size());
    }

    private static boolean isHealthy(Json service) {
        return service.text("state").equals("up") && service.text("health").equals("healthy");
    }

    /// PM2 shows them with the whole path, Holdfast starts them without.
    private List<Long> servers() {
        return Processes.in(sandbox.folder()).stream()
                .filter(pid -> Processes.commandLine(pid).startsWith("node ") && Processes.commandLine(pid).endsWith("server.js"))
                .toList();
    }

    private String pm2(String... words) {
        var argv = new ArrayList<>(List.of(PROGRAM.toString()));
        argv.addAll(List.of(words));
        Path output = sandbox.folder().resolve("pm2.out");
        Process process = sandbox.start(argv, sandbox.folder(), output);
        Await.until("pm2 is done", 60, () -> !process.isAlive());
        return Sandbox.read(output);
    }
}
