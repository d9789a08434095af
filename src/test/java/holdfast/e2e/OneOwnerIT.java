package holdfast.e2e;

import holdfast.driver.systemd.OwnSystemd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A service that a unit of a real systemd restarts as well.
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneOwnerIT {
    private static final String LAUNCHER = Path.of("holdfast").toAbsolutePath().toString();

    private final OwnSystemd systemd = OwnSystemd.start();
    private final int port = Web.freePort();
    private Optional<Process> monitor = Optional.empty();

    OneOwnerIT() throws IOException, InterruptedException {}

    @AfterAll
    void end() throws IOException {
        monitor.ifPresent(Process::destroyForcibly);
        systemd.close();
    }

    @Test
    void aUnitThatRestartsTheSameProgramIsNamedAndNotFought() throws IOException {
        Sandbox.needs("python3", "python3");
        startTwin();
        monitor = Optional.of(new ProcessBuilder(argv("monitor"))
                .redirectErrorStream(true)
                .redirectOutput(systemd.folder().resolve("monitor.out").toFile())
                .start());

        await("adopted, with its rival", api -> isHealthy(api) && !api.objects("rivals").isEmpty());
        assertEquals("driver.rival.unit-restarts", api().objects("rivals").getFirst().text("key"));
        assertTrue(holdfast("status").contains("somebody else restarts it, too"), holdfast("status"));
        assertTrue(holdfast("why", "api").replaceAll("\\s+", " ").contains("write \"systemd: twin.service\""), holdfast("why", "api"));
        String before = mainPid();

        systemd.must("kill", "-KILL", before);

        await("what the unit has started", api -> isHealthy(api) && !mainPid().equals(before) && pid(api).equals(mainPid()));
        assertEquals("1", systemd.must("systemctl", "show", "-p", "NRestarts", "--value", "twin.service"), "systemd, once");
        assertEquals(1, api().number("restarts"), "counted");
        assertEquals(1, servers(), "one, not two");

        systemd.must("systemctl", "stop", "twin.service");
        await("Holdfast's own, without a rival", api -> isHealthy(api) && api.objects("rivals").isEmpty());
        assertEquals(1, servers());
        String said = Sandbox.read(systemd.folder().resolve("monitor.out"));
        assertEquals(2, said.split("somebody else restarts it as well", -1).length, "told once:\n" + said);
    }

    /// A unit that runs what Holdfast is told to run as well.
    private void startTwin() throws IOException {
        systemd.unit("twin.service", """
                [Service]
                WorkingDirectory=%s
                ExecStart=/usr/bin/python3 -m http.server %d --bind 127.0.0.1
                Restart=always
                RestartSec=100ms
                """.formatted(systemd.folder(), port));
        systemd.must("systemctl", "start", "twin.service");
        Await.until("the unit answers", 60, () -> Web.get(port, "/").isPresent());
        Files.writeString(systemd.folder().resolve("holdfast.yaml"), """
                state: state
                services:
                  api:
                    run: [/usr/bin/python3, -m, http.server, "%d", --bind, 127.0.0.1]
                    port: %d
                    checks: [ { http: /, every: 1s } ]
                """.formatted(port, port));
    }

    private static boolean isHealthy(Json api) {
        return api.text("state").equals("up") && api.text("health").equals("healthy");
    }

    private static String pid(Json api) {
        return Long.toString(api.number("pid"));
    }

    private String mainPid() {
        return systemd.must("systemctl", "show", "-p", "MainPID", "--value", "twin.service");
    }

    private int servers() {
        // Written so that whoever looks does not find themselves.
        return Integer.parseInt(systemd.must("sh", "-c", "grep -la 'http[.]server' /proc/[0-9]*/cmdline 2>/dev/null | wc -l"));
    }

    private Json api() {
        return Json.read(holdfast("status", "--json")).objects("services").getFirst();
    }

    private String holdfast(String... words) {
        return systemd.run(argvInside(words)).output();
    }

    private void await(String what, Predicate<Json> condition) {
        Await.until(() -> "api is " + what + "; last: " + holdfast("status") + Sandbox.read(systemd.folder().resolve("monitor.out")), 90, () -> {
            String status = holdfast("status", "--json");
            return status.startsWith("{") && status.contains("\"services\"") && condition.test(api());
        });
    }

    private List<String> argv(String... words) {
        return systemd.argv(argvInside(words));
    }

    private String[] argvInside(String... words) {
        var all = Arrays.copyOf(new String[] {LAUNCHER, "-c", systemd.folder().resolve("holdfast.yaml").toString()}, words.length + 3);
        System.arraycopy(words, 0, all, 3, words.length);
        return all;
    }
}
