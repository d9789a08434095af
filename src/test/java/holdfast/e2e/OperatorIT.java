package holdfast.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What an operator says counts: pins, approvals, and dry runs that do nothing.
class OperatorIT {
    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();

    @BeforeEach
    void configure() {
        configure("act");
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private void configure(String mode) {
        sandbox.configure("""
                state: state
                services:
                  shop:
                    run: [%s]
                    port: %d
                    every: 1s
                    recheck: 250ms
                    timeout: 1s
                    checks: [{ http: / }]
                    stop: { within: 1s }
                    recover: { stable: 1s, mode: %s }
                """.formatted(String.join(", ", server().stream().map(word -> '"' + word + '"').toList()), port, mode));
    }

    @Test
    void aPinKeepsHandsOffACrashedServiceUntilItIsLifted() {
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("shop");
        Sandbox.Ran pinned = sandbox.holdfast("pin", "shop", "--for", "1h", "the", "disk", "is", "being", "replaced");
        Processes.kill(pid(daemon));

        daemon.await("shop", "is held by the pin", 20, shop -> shop.object("incident")
                .flatMap(incident -> incident.object("hold"))
                .filter(hold -> hold.text("kind").equals("pinned"))
                .isPresent());
        Sandbox.Ran why = sandbox.holdfast("why", "shop");
        Sandbox.Ran start = sandbox.holdfast("start", "shop");
        Sandbox.Ran check = sandbox.holdfast("check");
        Sandbox.Ran unpinned = sandbox.holdfast("unpin", "shop");
        daemon.await("shop", "has been repaired and proven", 30, shop -> shop.number("recoveries") == 1);

        assertEquals(0, pinned.exit(), pinned.output());
        assertTrue(why.output().contains("has pinned it (the disk is being replaced)"), why.output());
        assertEquals(4, start.exit(), start.output());
        assertTrue(start.output().contains("rule: pinned"), start.output());
        assertEquals(1, check.exit(), "what is held is not waited for: " + check.output());
        assertEquals(0, unpinned.exit(), unpinned.output());
    }

    @Test
    void byForceAPinnedServiceIsStartedOnceAndThePinStays() {
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("shop");
        sandbox.holdfast("pin", "shop", "hands off");
        Processes.kill(pid(daemon));
        daemon.await("shop", "is down", 20, shop -> shop.text("state").equals("backing-off"));

        Sandbox.Ran start = sandbox.holdfast("start", "shop", "--force");

        assertEquals(0, start.exit(), start.output());
        assertTrue(daemon.service("shop").orElseThrow().object("pin").isPresent());
    }

    @Test
    void inModeProposeNothingIsDoneBeforeItIsApproved() {
        configure("propose");
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("shop");
        long before = pid(daemon);
        Processes.signal("STOP", before);

        Json shop = daemon.await("shop", "has a proposal", 30, each ->
                each.object("incident").flatMap(incident -> incident.object("proposal")).isPresent());
        String incident = String.valueOf(shop.object("incident").orElseThrow().number("id"));
        Sandbox.Ran why = sandbox.holdfast("why", "shop");
        Sandbox.Ran foreseen = sandbox.holdfast("check", "--dry-run");
        assertEquals(before, pid(daemon), "nothing was done yet");
        Sandbox.Ran approved = sandbox.holdfast("approve", incident);
        daemon.await("shop", "has been repaired and proven", 30, each -> each.number("recoveries") == 1);
        Sandbox.Ran told = sandbox.holdfast("incidents", incident);

        assertTrue(why.output().contains("holdfast -c " + sandbox.configuration() + " approve " + incident), why.output());
        assertTrue(foreseen.output().contains("its mode is propose"), foreseen.output());
        assertEquals(0, approved.exit(), approved.output());
        for (String part : List.of("approved by ", "restart (run 2)", "held", "Good again at ")) {
            assertTrue(told.output().contains(part), told.output());
        }
        assertEquals(2, sandbox.holdfast("approve", "999").exit());
    }

    @Test
    void aDryRunChangesNothingAndTellsWhatTheRealRunThenDoes() {
        Sandbox.Ran first = sandbox.holdfast("start", "--dry-run");
        assertEquals(0, first.exit(), first.output());
        assertTrue(first.output().contains("shop: start run 1: "), first.output());
        assertFalse(Files.exists(sandbox.folder().resolve("state")), "a dry run writes nothing");

        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("shop");
        long before = pid(daemon);
        Json plan = Json.read(sandbox.holdfast("restart", "shop", "--dry-run", "--json").output());

        assertEquals(before, pid(daemon));
        assertEquals(
                List.of("stop", "start", "check"),
                plan.objects("steps").stream().map(step -> step.text("kind")).toList());
        assertEquals(before, plan.objects("steps").getFirst().number("pid"));
        assertEquals("TERM", plan.objects("steps").getFirst().text("signal"));
        assertEquals(0, sandbox.holdfast("restart", "shop").exit());
        assertEquals(plan.objects("steps").get(1).number("incarnation"), run(daemon));
    }

    @Test
    void aStrangerOnThePortIsNamedAndEndedOnlyByForce() {
        Process stranger = sandbox.start(server(), sandbox.folder(), sandbox.folder().resolve("stranger.out"));
        Web.awaitAnswer(port, "/", 30);

        Sandbox.Ran ports = sandbox.holdfast("ports");
        Sandbox.Ran refused = sandbox.holdfast("ports", "free", String.valueOf(port));
        assertTrue(stranger.isAlive());
        Sandbox.Ran forced = sandbox.holdfast("ports", "free", String.valueOf(port), "--force");

        assertEquals(1, ports.exit(), ports.output());
        assertTrue(ports.output().contains("STRANGER"), ports.output());
        assertEquals(4, refused.exit(), refused.output());
        assertTrue(refused.output().contains("rule: stranger"), refused.output());
        assertTrue(refused.output().contains("process " + stranger.pid()), refused.output());
        assertEquals(0, forced.exit(), forced.output());
        assertFalse(stranger.isAlive());
    }

    @Test
    void aStrayOnThePortIsToldFromAStrangerAndEndedWithoutForce() {
        sandbox.configure("""
                state: state
                services:
                  shop:
                    run: [sh, -c, '%s & wait']
                    port: %d
                """.formatted(String.join(" ", server()), port));
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("shop");
        sandbox.holdfast("pin", "shop", "looking", "at", "it");
        Sandbox.Ran ours = sandbox.holdfast("ports", "free", String.valueOf(port));
        Processes.kill(pid(daemon));
        daemon.await("shop", "is down", 20, shop -> shop.text("state").equals("backing-off"));

        Sandbox.Ran ports = sandbox.holdfast("ports");
        Sandbox.Ran freed = sandbox.holdfast("ports", "free", String.valueOf(port));

        assertEquals(4, ours.exit(), "a running service is not ended this way: " + ours.output());
        assertTrue(ports.output().contains("STRAY"), ports.output());
        assertEquals(0, freed.exit(), freed.output());
        assertEquals(0, sandbox.holdfast("ports").exit());
    }

    private List<String> server() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = Path.of("target/classes").toAbsolutePath().toString();
        return List.of(java, "-XX:+UseSerialGC", "-cp", classes, "holdfast.cli.demo.DemoService", String.valueOf(port));
    }

    private static long pid(Daemon daemon) {
        return daemon.service("shop").orElseThrow().number("pid");
    }

    private static long run(Daemon daemon) {
        return daemon.service("shop").orElseThrow().number("incarnation");
    }
}
