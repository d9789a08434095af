package holdfast.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The verbs beside a running daemon: there are never two who heal.
class HandOverIT {
    private final Sandbox sandbox = new Sandbox();
    private Daemon daemon;

    @BeforeEach
    void start() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        sandbox.configure("""
                state: state
                services:
                  shop:
                    run: [%s, -XX:+UseSerialGC, -cp, %s, holdfast.cli.demo.DemoService, "%d"]
                    port: %d
                    every: 1s
                    recheck: 250ms
                    timeout: 1s
                    checks: [{ http: / }]
                    stop: { within: 1s }
                    recover: { stable: 1s }
                  front:
                    run: sleep 1000
                    needs: [shop]
                """.formatted(java, Path.of("target/classes").toAbsolutePath(), port, port));
        daemon = sandbox.monitor();
        daemon.awaitHealthy("shop");
        daemon.awaitHealthy("front");
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void checkLeavesTheRepairToTheDaemonAndWaitsForIt() {
        Sandbox.Ran calm = sandbox.holdfast("check");
        Processes.signal("STOP", pid("shop"));
        Sandbox.Ran looked = sandbox.holdfast("check", "--no-heal");
        Sandbox.Ran healed = sandbox.holdfast("check");

        assertEquals(0, calm.exit(), calm.output());
        assertTrue(calm.output().contains("Holdfast " + daemon.pid()), calm.output());
        assertEquals(1, looked.exit(), looked.output());
        assertEquals(0, healed.exit(), healed.output());
        assertEquals(1, sandbox.incidents().size());
    }

    @Test
    void aNamedServiceIsCheckedWithAllItNeedsAndExplained() {
        Processes.signal("STOP", pid("shop"));

        Sandbox.Ran explained = sandbox.holdfast("check", "front", "--no-heal", "--explain");
        Json healed = Json.read(sandbox.holdfast("check", "front", "--json").output());

        assertEquals(1, explained.exit(), "what it needs does not answer: " + explained.output());
        assertTrue(explained.output().contains("shop is up, ") && explained.output().contains("front is up, "), explained.output());
        assertEquals(List.of("shop", "front"), healed.objects("services").stream().map(each -> each.text("service")).toList());
        assertTrue(healed.objects("facts").stream().anyMatch(fact -> fact.text("kind").equals("incident-restored")), "what the daemon did meanwhile");
        assertTrue(healed.number("checks") > 0 && healed.number("goodPercent") < 100, healed.toString());
    }

    @Test
    void stopWarnsOfWhoNeedsItAndStartBringsItBack() {
        Sandbox.Ran stopped = sandbox.holdfast("stop", "shop");
        Sandbox.Ran status = sandbox.holdfast("status");
        Sandbox.Ran started = sandbox.holdfast("start", "shop");

        assertEquals(0, stopped.exit(), stopped.output());
        assertTrue(stopped.output().contains("in trouble: front"), stopped.output());
        assertTrue(status.output().contains("stopped"), status.output());
        assertEquals(0, started.exit(), started.output());
        assertTrue(started.output().contains("shop: up and answering"), started.output());
    }

    @Test
    void incidentsAreToldAfterTheDaemonIsGone() {
        Processes.kill(pid("shop"));
        daemon.await("shop", "has closed its incident", 60, shop -> shop.number("recoveries") == 1);
        daemon.kill();

        Sandbox.Ran one = sandbox.holdfast("incidents", "1");

        assertEquals(1, sandbox.incidents().size());
        assertEquals(0, one.exit(), one.output());
        assertTrue(one.output().contains("Incident 1 of shop"), one.output());
        assertEquals(2, sandbox.holdfast("incidents", "2").exit());
    }

    @Test
    void aSecondDaemonIsRefusedAndTheFirstNamed() {
        Sandbox.Ran second = sandbox.holdfast("monitor");

        assertEquals(4, second.exit(), second.output());
        assertTrue(second.output().contains(String.valueOf(daemon.pid())), second.output());
    }

    private long pid(String service) {
        return daemon.service(service).orElseThrow().number("pid");
    }
}
