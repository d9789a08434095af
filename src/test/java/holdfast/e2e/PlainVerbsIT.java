package holdfast.e2e;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Verbs and options that are used now and then, on a real service.
class PlainVerbsIT {
    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();

    @BeforeEach
    void configure() {
        sandbox.configure("""
                state: state
                services:
                  app:
                    run: sh -c 'echo a word of the app; exec sleep 86481'
                    every: 500ms
                    recover: { stable: 1s }
                  front: { watch: true, port: %d, checks: [{ tcp: "%d", role: ready }] }
                """.formatted(port, port));
    }

    @AfterEach
    void cleanUp() {
        sandbox.close();
    }

    @Test
    void oneRunOfMonitorIsACheck() {
        Sandbox.Ran once = sandbox.holdfast("monitor", "--once");

        assertEquals(1, once.exit(), "nobody listens on the port of front: " + once.output());
        assertTrue(once.output().contains("[INFO] app: starting (run 1)"), once.output());
        assertEquals(1, running(), "it runs on");
    }

    @Test
    void aCheckByItselfExplainsEveryService() {
        Sandbox.Ran explained = sandbox.holdfast("check", "--explain");

        assertTrue(explained.output().contains("app is up, healthy"), explained.output());
        assertTrue(explained.output().contains("front is watched, "), explained.output());
    }

    @Test
    void aCheckTellsAProgramWhatItDid() {
        Json first = Json.read(sandbox.holdfast("check", "app", "--json").output());
        Json second = Json.read(sandbox.holdfast("monitor", "--once", "--json").output());

        assertTrue(first.objects("facts").stream().anyMatch(fact -> fact.text("kind").equals("start-intended")), first.toString());
        assertEquals(100, first.number("goodPercent"), first.toString());
        assertEquals(List.of("good"), first.objects("services").stream().map(each -> each.text("result")).toList());
        assertTrue(second.objects("facts").stream().noneMatch(fact -> fact.text("kind").equals("start-intended")), "it runs already");
    }

    @Test
    void whatAServiceWritesIsShown() {
        sandbox.holdfast("check", "app");

        Sandbox.Ran logs = sandbox.holdfast("logs", "app");

        assertEquals(0, logs.exit(), logs.output());
        assertTrue(logs.output().contains("a word of the app"), logs.output());
    }

    @Test
    void statusIsWatchedUntilItIsInterrupted() throws Exception {
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("app");
        Path output = sandbox.folder().resolve("watched.out");
        Process watching = sandbox.begin(output, "status", "--watch");
        try {
            Await.until("two pictures", 30, () -> tables(output) >= 2);
            assertTrue(Sandbox.read(output).contains("app"), Sandbox.read(output));
            assertTrue(watching.isAlive());
            watching.destroy();
            assertTrue(watching.waitFor(20, TimeUnit.SECONDS), "it ends when it is asked to");
        } finally {
            watching.destroyForcibly();
        }
    }

    @Test
    void portsAndReloadTellAProgramToo() {
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("app");

        Json ports = Json.read(sandbox.holdfast("ports", "--json").output());
        Json same = Json.read(sandbox.holdfast("reload", "--json").output());

        assertEquals(List.of((long) port), ports.objects("ports").stream().map(each -> each.number("port")).toList());
        assertEquals(List.of(), ports.objects("ports").getFirst().objects("holders"));
        assertEquals("true", same.text("good"));
        assertEquals(List.of(), same.objects("differences"));
    }

    private long running() {
        return Processes.in(sandbox.folder()).stream().filter(pid -> Processes.commandLine(pid).equals("sleep 86481")).count();
    }

    private static long tables(Path output) {
        return Sandbox.read(output).lines().filter(line -> line.startsWith("app ")).count();
    }
}
