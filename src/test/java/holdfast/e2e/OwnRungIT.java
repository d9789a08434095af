package holdfast.e2e;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A measure of the service's own, carried out on a real process: it mends what a restart would not have had to, or it does not help
/// and the restart comes next.
class OwnRungIT {
    /// Silent while a file lies in its way, and for ever once it has been asked for `/stuck`.
    private static final String SERVER = """
            const fs = require('fs');
            let stuck = false;
            require('http').createServer((question, answer) => {
              stuck ||= question.url === '/stuck';
              if (!stuck && !fs.existsSync('jam')) answer.end('here');
            }).listen(Number(process.env.PORT), '127.0.0.1');
            """;

    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();

    @BeforeEach
    void prepare() {
        Sandbox.needs("node", "nodejs");
        sandbox.write("server.js", SERVER);
        sandbox.write("flush.sh", "echo \"$COLOUR\" >> flushed\nrm -f jam\n");
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Daemon monitor(String mode) {
        sandbox.configure("""
                state: state
                services:
                  app:
                    run: node server.js
                    env: { PORT: "%1$d", COLOUR: blue }
                    port: %1$d
                    every: 1s
                    recheck: 250ms
                    timeout: 500ms
                    checks: [{ http: / }]
                    stop: { within: 1s }
                    recover:
                      stable: 1s
                      backoff: 100ms
                      mode: %2$s
                      ladder: [repair, { name: flush-queue, run: [/bin/sh, flush.sh], within: 20s }, restart]
                """.formatted(port, mode));
        return sandbox.monitor();
    }

    private List<String> measures() {
        return Json.read(sandbox.holdfast("incidents", number(), "--json").output()).objects("measures").stream()
                .map(measure -> measure.text("measure") + " " + measure.text("result"))
                .toList();
    }

    private String number() {
        return String.valueOf(sandbox.incidents().getLast().number("id"));
    }

    private String flushed() {
        return Sandbox.read(sandbox.folder().resolve("flushed"));
    }

    @Test
    void whatOnlyItsOwnCommandMendsIsMendedUnderTheRunningProcess() {
        Daemon daemon = monitor("act");
        long pid = daemon.awaitHealthy("app").number("pid");

        sandbox.write("jam", "");
        daemon.await("app", "has been repaired and proven", 60, app -> app.number("recoveries") == 1);

        Json app = daemon.awaitHealthy("app");
        assertEquals(pid, app.number("pid"));
        assertEquals(0, app.number("restarts"));
        assertEquals("blue\n", flushed(), "it runs once, with the environment of the service");
        assertEquals(List.of("flush-queue held"), measures());
        Sandbox.Ran told = sandbox.holdfast("incidents", number());
        assertTrue(told.output().contains("flush-queue (run /bin/sh flush.sh)"), told.output());
        assertTrue(daemon.output().contains("measure taken: flush-queue (run /bin/sh flush.sh)"), daemon.output());
    }

    @Test
    void whatItDoesNotMendIsRestartedNext() {
        Daemon daemon = monitor("act");
        long pid = daemon.awaitHealthy("app").number("pid");

        assertTrue(Web.get(port, "/stuck").isEmpty());
        daemon.await("app", "has been repaired and proven", 60, app -> app.number("recoveries") == 1);

        assertTrue(daemon.awaitHealthy("app").number("pid") != pid);
        assertEquals("blue\n", flushed());
        assertEquals(List.of("flush-queue did-not-help", "restart held"), measures());
    }

    @Test
    void inModeProposeItIsNamedBeforeAndRunOnlyOnceApproved() {
        Daemon daemon = monitor("propose");
        long pid = daemon.awaitHealthy("app").number("pid");
        sandbox.write("jam", "");

        Json proposal = daemon.await("app", "has a proposal", 60, app ->
                        app.object("incident").flatMap(incident -> incident.object("proposal")).isPresent())
                .object("incident")
                .flatMap(incident -> incident.object("proposal"))
                .orElseThrow();
        Sandbox.Ran why = sandbox.holdfast("why", "app");
        assertEquals("flush-queue", proposal.text("measure"));
        assertTrue(why.output().contains("Take its own measure: flush-queue (run /bin/sh flush.sh)"), why.output());
        assertFalse(Files.exists(sandbox.folder().resolve("flushed")));

        Sandbox.Ran approved = sandbox.holdfast("approve", number());
        daemon.await("app", "has been repaired and proven", 60, app -> app.number("recoveries") == 1);

        assertEquals(0, approved.exit(), approved.output());
        assertEquals(pid, daemon.awaitHealthy("app").number("pid"));
    }
}
