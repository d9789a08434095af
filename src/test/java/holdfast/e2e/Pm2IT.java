package holdfast.e2e;

import holdfast.e2e.Sandbox.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A real Node server under a real PM2 under the daemon, configured as docs/drivers/pm2.md shows it.
class Pm2IT {
    private static final Path INSTALLED =
            Path.of(Optional.ofNullable(System.getenv("HOLDFAST_TEST_PM2")).orElse("/opt/holdfast-test/pm2"));
    private static final Path PROGRAM = INSTALLED.resolve("node_modules/.bin/pm2");

    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();
    private final Path home = sandbox.folder().resolve("pm2");
    private final Path trouble = sandbox.folder().resolve("trouble");

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.isExecutable(PROGRAM), "PM2 is missing: npm install --prefix FOLDER pm2, then HOLDFAST_TEST_PM2=FOLDER");
        Files.createDirectory(home);
        sandbox.with("PM2_HOME", home).with("PATH", PROGRAM.getParent() + ":" + System.getenv("PATH"));
        sandbox.write("server.js", """
                const fs = require('fs');
                if (fs.existsSync('%s')) process.exit(3);
                require('http').createServer((q, r) => r.end('ok')).listen(%d, '127.0.0.1');
                console.log('serving in process ' + process.pid);
                console.error('nothing to complain of');
                """.formatted(trouble, port));
        sandbox.configure(Pages.example("pm2", "yaml").replace("3000", Integer.toString(port)) + """
                    every: 1s
                    recheck: 500ms
                    timeout: 400ms
                    recover: { stable: 1s }
                state: state
                """);
        pm2("start", "server.js", "--name", "api");
        pm2("save");
    }

    @AfterEach
    void cleanUp() {
        if (Files.exists(home)) {
            pm2("kill");
        }
        sandbox.close();
    }

    @Test
    void whatPm2GivesUpAnswersAgainWithinFiveSeconds() {
        // PM2 gives up at the first end.
        pm2("delete", "api");
        sandbox.write(
                "ecosystem.config.js",
                "module.exports = { apps: [{ name: 'api', script: 'server.js', max_restarts: 1, min_uptime: 600000 }] };\n");
        pm2("start", "ecosystem.config.js");
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("api").number("pid");

        Processes.kill(pid);
        long gone = System.nanoTime();
        Web.awaitAnswer(port, "/", 5);
        Measured.since("an app that PM2 gives up answers again", gone);

        assertNotEquals(pid, daemon.awaitHealthy("api").number("pid"));
        assertEquals("crashed", sandbox.incidents().getFirst().text("cause"));
    }

    @Test
    void anAppThatFailsEveryTimeIsParkedByOurGuardThoughEachStartSetsPm2sCounterBack() throws IOException {
        sandbox.configure(Sandbox.read(sandbox.configuration())
                .replace("recover: { stable: 1s }", "recover: { stable: 1s, attempts: 2, backoff: 200ms, jitter: 0% }"));
        pm2("delete", "api");
        sandbox.write(
                "ecosystem.config.js",
                "module.exports = { apps: [{ name: 'api', script: 'server.js', max_restarts: 1, min_uptime: 600000 }] };\n");
        pm2("start", "ecosystem.config.js");
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("api").number("pid");
        Files.createFile(trouble);

        Processes.kill(pid);
        daemon.await("api", "is parked", 60, service -> service.text("state").equals("parked"));

        String why = sandbox.holdfast("incidents", "1").output();
        assertTrue(why.contains("PM2 gave up on api after 1 failures"), why);
        assertTrue(why.contains("exit code 3"), why);
    }

    @Test
    void instancesThatAreLostWhileTheOthersServeAreSaidAndTheOthersAreLeftAlone() throws IOException {
        pm2("delete", "api");
        sandbox.write("worker.js", """
                if (require('fs').existsSync('%s') && process.env.NODE_APP_INSTANCE > 1) process.exit(3);
                require('http').createServer((q, r) => r.end('ok')).listen(%d, '127.0.0.1');
                """.formatted(trouble, port));
        sandbox.write("ecosystem.config.js", """
                module.exports = { apps: [{ name: 'api', script: 'worker.js', instances: 4, exec_mode: 'cluster',
                                            max_restarts: 2, min_uptime: 600000 }] };
                """);
        pm2("start", "ecosystem.config.js");
        Daemon daemon = sandbox.monitor();
        long first = daemon.awaitHealthy("api").number("pid");
        Files.createFile(trouble);
        for (String id : List.of("2", "3")) {
            pm2("sendSignal", "SIGKILL", id);
        }

        daemon.await("api", "is degraded", 60, service -> service.text("health").equals("degraded"));
        Await.until("why tells of two", 60, () -> sandbox.holdfast("why", "api").output().contains("2 of 4 instances are up"));
        assertTrue(sandbox.holdfast("why", "api").output().contains("2 (errored), 3 (errored)"));
        assertTrue(Web.answers(port, "/"));

        Files.delete(trouble);
        pm2("restart", "2", "3");
        assertEquals(first, daemon.awaitHealthy("api").number("pid"), "what served was left alone");
    }

    @Test
    void anErroredAppThatIsFoundIsUpWithinFiveSeconds() throws IOException {
        Files.createFile(trouble);
        pm2("restart", "api");
        Await.until("PM2 gives up", 30, () -> pm2("jlist").contains("\"status\":\"errored\""));
        Files.delete(trouble);
        Daemon daemon = sandbox.monitor();
        Await.until("the daemon answers", 30, () -> daemon.status().isPresent());
        long begin = System.nanoTime();

        Web.awaitAnswer(port, "/", 5);
        Measured.since("an errored app that is found answers", begin);

        daemon.awaitHealthy("api");
    }

    @Test
    void aHungAppIsRestartedThroughPm2() {
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("api").number("pid");

        Processes.signal("STOP", pid);

        daemon.await("api", "is healthy in another process", 30, service ->
                service.text("health").equals("healthy") && service.number("pid") != pid);
        assertTrue(pm2("jlist").contains("\"status\":\"online\""));
        assertEquals("not-answering", sandbox.incidents().getFirst().text("cause"));
    }

    @Test
    void aKilledHoldfastChangesNothingAndFindsItsAppAgain() {
        Daemon first = sandbox.monitor();
        long pid = first.awaitHealthy("api").number("pid");

        first.kill();
        Daemon second = sandbox.monitor();

        assertEquals(pid, second.awaitHealthy("api").number("pid"));
        assertEquals(List.of(), sandbox.incidents());
    }

    @Test
    void aStopInPm2IsAPersonsWord() {
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("api");

        pm2("stop", "api");
        daemon.await("api", "is stopped", 20, service -> service.text("state").equals("stopped"));
        assertFalse(Web.answers(port, "/"));

        Ran start = sandbox.holdfast("start", "api");
        assertEquals(0, start.exit(), start.output());
        assertTrue(Web.answers(port, "/"));
    }

    @Test
    void anAppThatIsDeletedIsSaidToBeNotThereWithWhatToDoUntilItIsMadeAnew() {
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("api");

        pm2("delete", "api");
        // Checks as often as here fail before PM2 has been quiet for long enough to be believed; then the start is refused with the same.
        Await.until("it is said", 60, () -> sandbox.holdfast("why", "api").output().contains("out of the configuration"));
        String said = sandbox.holdfast("status").output() + sandbox.holdfast("why", "api").output();
        assertTrue(said.contains("is not there"), said);

        pm2("start", "server.js", "--name", "api");
        daemon.awaitHealthy("api");
    }

    /// What the seeds' wrapper did: start, restart, reload and stop, each with the status and the endpoint looked at afterwards.
    @Test
    void theVerbsOfTheSeedsWrapperEndWithTheProof() {
        Daemon daemon = sandbox.monitor();
        long first = daemon.awaitHealthy("api").number("pid");

        assertEquals(0, sandbox.holdfast("stop", "api").exit());
        assertFalse(Web.answers(port, "/"));
        assertTrue(pm2("jlist").contains("\"status\":\"stopped\""));
        assertEquals(0, sandbox.holdfast("start", "api").exit());
        assertTrue(Web.answers(port, "/"));
        long second = daemon.awaitHealthy("api").number("pid");
        assertEquals(0, sandbox.holdfast("restart", "api").exit());
        assertTrue(Web.answers(port, "/"));
        long third = daemon.awaitHealthy("api").number("pid");
        Ran reload = sandbox.holdfast("reload", "api");
        assertEquals(0, reload.exit(), reload.output());
        assertTrue(Web.answers(port, "/"));
        long fourth = daemon.awaitHealthy("api").number("pid");

        assertEquals(4, List.of(first, second, third, fourth).stream().distinct().count());
        assertEquals(List.of(), sandbox.incidents());
        assertTrue(pm2("jlist").contains("\"status\":\"online\""));
    }

    @Test
    void pm2ThatDiesIsBroughtBackWithItsApp() {
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("api").number("pid");

        pm2("kill");

        Web.awaitAnswer(port, "/", 30);
        assertNotEquals(pid, daemon.awaitHealthy("api").number("pid"));
        assertTrue(pm2("jlist").contains("\"status\":\"online\""));
    }

    @Test
    void whatAnAppSaysIsShownFollowedAndKeptAsEvidence() throws IOException {
        Daemon daemon = sandbox.monitor();
        long pid = daemon.awaitHealthy("api").number("pid");
        Ran shown = sandbox.holdfast("logs", "api", "-n", "5");
        assertEquals(0, shown.exit(), shown.output());
        assertTrue(shown.output().contains("serving in process " + pid), shown.output());
        assertTrue(shown.output().contains("api-error.log <==\nnothing to complain of"), shown.output());

        Path followed = sandbox.folder().resolve("followed.out");
        Process following = sandbox.begin(followed, "logs", "api", "-f", "--json");
        Await.until("what was said is shown", 30, () -> Sandbox.read(followed).contains("serving in process " + pid));
        Processes.kill(pid);
        long next = daemon.await("api", "is healthy in another process", 30, service ->
                        service.text("health").equals("healthy") && service.number("pid") != pid)
                .number("pid");
        Await.until("what is added is shown", 30, () -> Sandbox.read(followed)
                .contains("{\"log\":\"api\",\"line\":\"serving in process " + next + "\"}"));
        following.destroyForcibly();

        // The look lets the restart go first.
        Await.until(() -> "what was looked at is kept:\n" + daemon.output(), 30, () -> daemon.output().contains("evidence kept"));
        try (Stream<Path> kept = Files.walk(sandbox.folder().resolve("state").resolve("evidence"))) {
            Path output = kept.filter(file -> file.endsWith("output.txt")).findFirst().orElseThrow();
            assertTrue(Sandbox.read(output).contains("serving in process " + pid), Sandbox.read(output));
        }
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
