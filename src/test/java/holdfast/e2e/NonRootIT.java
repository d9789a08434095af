package holdfast.e2e;

import holdfast.e2e.Sandbox.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The main job under an account without any rights: no cgroups of its own, no look at what others run, no other user to become.
class NonRootIT {
    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();
    private Path app = sandbox.folder();

    @BeforeEach
    void prepare() {
        Sandbox.needs("node", "nodejs");
        app = sandbox.example("node-api");
        sandbox.configure("""
                state: state
                services:
                  api:
                    run: [sh, -c, "setsid sleep 86471 & exec node index.js"]
                    dir: node-api
                    env: { PORT: "%1$d" }
                    port: %1$d
                    every: 1s
                    checks: [http: /api/health]
                    stop: { within: 2s }
                    recover: { stable: 1s }
                """.formatted(port));
        sandbox.asNobody();
    }

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    /// Nothing is known of that service, so nothing is said of its health; the others go on.
    @Test
    void aPm2HomeThatMayNotBeEnteredIsNamedAndTheOthersAreKeptUp() throws IOException {
        Path closed = Files.createDirectory(sandbox.folder().resolve("closed"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path configuration = sandbox.folder().resolve("holdfast.yaml");
        Files.writeString(configuration, "  other: { pm2: { name: other, home: " + closed + " } }\n", StandardOpenOption.APPEND);

        Daemon daemon = sandbox.monitor();

        daemon.awaitHealthy("api");
        Await.until(() -> "it is said which:\n" + daemon.output(), 60, () ->
                daemon.output().contains("other: PM2 cannot be reached through " + closed)
                        && daemon.output().contains("Run Holdfast as root or as the user whose PM2 it is."));
        assertTrue(sandbox.holdfast("why", "other").output().contains("Permission denied"));
        assertEquals("looking", daemon.await("other", "is not judged", 1, _ -> true).text("state"));
    }

    @Test
    void keepsAServiceUpThroughCrashHangAndItsOwnDeathAndStopsAllOfIt() {
        Daemon daemon = sandbox.monitor();
        long first = daemon.awaitHealthy("api").number("pid");
        assertEquals("nobody", owner(first));

        Processes.kill(first);
        long second = awaitAnother(daemon, first);
        Processes.signal("STOP", second);
        long third = awaitAnother(daemon, second);
        daemon.await("api", "is proven good", 30, service -> service.object("incident").isEmpty());
        daemon.kill();
        Daemon heir = sandbox.monitor();
        assertEquals(third, heir.awaitHealthy("api").number("pid"), "adopted, not started");
        assertEquals(1, strays().size(), "those of earlier incarnations were found by their token and ended: " + strays());

        Ran status = sandbox.holdfast("status");
        assertEquals(0, status.exit(), status.output());
        assertTrue(status.output().contains("healthy"), status.output());
        assertEquals(0, sandbox.holdfast("why", "api").exit());
        Ran stop = sandbox.holdfast("stop", "api");
        assertEquals(0, stop.exit(), stop.output());
        assertEquals(List.of(), strays());
        assertTrue(!Web.answers(port, "/api/health"));
    }

    @Test
    void socketIsForItsOwnAccountAndRoot() throws Exception {
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("api");
        Path socket = sandbox.folder().resolve("state/control.sock");

        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())));
        assertTrue(daemon.status().isPresent(), "root may ask");
        Process other = new ProcessBuilder("setpriv", "--reuid=daemon", "--regid=daemon", "--clear-groups", "ls", socket.toString())
                .redirectErrorStream(true)
                .start();
        assertTrue(other.waitFor(20, TimeUnit.SECONDS) && other.exitValue() != 0, "another account does not even see it");
    }

    @Test
    void anotherUserIsRefusedInOneSentenceAndCounted() {
        sandbox.configure("""
                state: state
                services:
                  api: { run: sleep 86472, user: daemon, recover: { attempts: 1, backoff: 100ms, cooldown: 1h } }
                """);
        Daemon daemon = sandbox.monitor();

        daemon.await("api", "is parked", 30, service -> service.text("state").equals("parked"));

        assertTrue(daemon.output().contains("Holdfast is not root, so it cannot run this as user daemon."), daemon.output());
        assertTrue(sandbox.holdfast("why", "api").output().contains("cannot run this as user daemon"));
        assertEquals(List.of(), Processes.running("sleep 86472"));
    }

    @Test
    void aPortThatSomebodyElseHoldsIsNamedAsFarAsItMayBeSeen() {
        Path elsewhere = sandbox.write("stranger.js", "require('http').createServer((q, r) => r.end('mine')).listen(" + port + ", '127.0.0.1');");
        Process stranger = sandbox.start(List.of("node", elsewhere.toString()), sandbox.folder(), sandbox.folder().resolve("stranger.out"));
        Web.awaitAnswer(port, "/", 20);
        Daemon daemon = sandbox.monitor();

        daemon.await("api", "has an incident", 60, service -> service.object("incident").isPresent());

        String why = sandbox.holdfast("why", "api").output();
        assertTrue(why.contains("held by a process that Holdfast may not look at") && why.contains("user 0"), why);
        Ran ports = sandbox.holdfast("ports");
        assertTrue(ports.output().contains(Integer.toString(port)), ports.output());
        assertTrue(stranger.isAlive());
        Processes.kill(stranger.pid());
    }

    private long awaitAnother(Daemon daemon, long before) {
        return daemon.await("api", "is healthy in another process", 60, service ->
                service.text("state").equals("up")
                        && service.text("health").equals("healthy")
                        && service.number("pid") != before).number("pid");
    }

    private List<Long> strays() {
        return Processes.in(app).stream().filter(pid -> Processes.commandLine(pid).equals("sleep 86471")).toList();
    }

    private static String owner(long pid) {
        try {
            return Files.getOwner(Path.of("/proc/" + pid)).getName();
        } catch (IOException e) {
            throw new AssertionError("process " + pid + " is gone", e);
        }
    }
}
