package holdfast.e2e;

import holdfast.driver.docker.Dockerd;
import holdfast.e2e.Sandbox.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Containers of a real engine, kept by the program as it is shipped.
class ContainerIT {
    /// Serves until the file /sick is there, which a restart removes.
    private static final String[] WEB = {
        "--init",
        "--health-cmd", "test ! -f /sick", "--health-interval", "1s", "--health-retries", "2", "--health-timeout", "1s",
        Dockerd.IMAGE, "sh", "-c", "rm -f /sick; echo serving; while true; do sleep 1; done"
    };

    private final Sandbox sandbox = new Sandbox();
    private Dockerd engine;

    @BeforeEach
    void begin() throws Exception {
        engine = Dockerd.start();
    }

    @AfterEach
    void cleanUp() throws Exception {
        sandbox.close();
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void anUnhealthyContainerIsRestartedAndAStopByAPersonIsNot() throws Exception {
        engine.container("web", WEB);
        Daemon daemon = monitor("web: { docker: web }");
        daemon.awaitHealthy("web");

        engine.docker("exec", "web", "touch", "/sick");
        Await.until("Docker says so", 30, () -> !health("web").equals("healthy"));
        long said = System.nanoTime();
        Await.until("it is healthy again, as Docker says", 60, () -> health("web").equals("healthy"));
        Measured.since("a container that Docker calls unhealthy is healthy again", said);
        assertTrue(System.nanoTime() - said < 15_000_000_000L, "within 15 s");

        daemon.await("web", "was restarted", 60, service -> service.number("restarts") == 1);
        daemon.awaitHealthy("web");
        assertEquals("healthy", engine.state("web", "{{.State.Health.Status}}"));
        assertTrue(sandbox.holdfast("logs", "web").output().contains("serving"));

        engine.docker("stop", "--time", "1", "web");
        daemon.await("web", "is stopped", 30, service -> service.text("state").equals("stopped"));
        engine.docker("start", "web");
        daemon.awaitHealthy("web");
    }

    @Test
    void aCrashedContainerIsStartedAgainAndOneWithAPolicyIsLeftToDocker() throws Exception {
        engine.container("plain", WEB);
        engine.container("kept", "--restart=always", Dockerd.IMAGE, "sleep", "600");
        Daemon daemon = monitor("plain: { docker: plain }\n  kept: { docker: kept }");
        daemon.awaitHealthy("plain");
        daemon.awaitHealthy("kept");

        for (String name : new String[] {"plain", "kept"}) {
            long pid = Long.parseLong(engine.state(name, "{{.State.Pid}}"));
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            daemon.await(name, "was brought back", 60, service -> service.number("restarts") == 1);
            daemon.awaitHealthy(name);
        }

        assertEquals("1", engine.state("kept", "{{.RestartCount}}"), "Docker did it, once");
        assertEquals("0", engine.state("plain", "{{.RestartCount}}"));
    }

    @Test
    void aRestartOfTheEngineIsNoIncidentForWhatItBringsBack() throws Exception {
        engine.container("kept", "--restart=always", "--init", Dockerd.IMAGE, "sleep", "600");
        Daemon daemon = monitor("kept: { docker: kept }");
        String before = daemon.awaitHealthy("kept").toString();

        engine.shutDown();
        engine.relaunch();

        daemon.await("kept", "is the new one", 60, service -> !service.toString().equals(before)
                && service.text("health").equals("healthy")
                && service.toString().contains("pid=" + pid("kept")));
        assertEquals("running", engine.state("kept", "{{.State.Status}}"));
        assertTrue(sandbox.incidents().size() <= 1, "no storm: " + sandbox.incidents());
        assertEquals("1", engine.docker("ps", "--all", "--quiet").lines().count() + "", "one container, not two");
    }

    @Test
    void anEngineThatMayNotBeUsedIsNamedWithItsSocketAndTheGroupThatMay() throws Exception {
        engine.container("web", WEB);
        sandbox.with("DOCKER_HOST", engine.host()).configure("state: state\nservices: { web: { docker: web } }\n");
        Files.setPosixFilePermissions(engine.socket(), PosixFilePermissions.fromString("rw-rw----"));
        sandbox.asNobody();

        Ran ran = sandbox.holdfast("check", "--no-heal");

        assertEquals(1, ran.exit(), ran.output());
        String said = ran.output().replaceAll("\\s+", " ");
        assertTrue(said.contains(engine.socket().toString()) && said.contains("group \"docker\""), said);
    }

    @Test
    void anUnhealthyContainerThatStaysSoIsRestartedNoMoreThanAllowed() throws Exception {
        engine.container(
                "sick", "--init", "--health-cmd", "false", "--health-interval", "1s", "--health-retries", "1",
                Dockerd.IMAGE, "sleep", "600");
        Daemon daemon = monitor("sick: { docker: sick, start: { within: 5s }, recover: { attempts: 2, ladder: [restart] } }");

        daemon.await("sick", "is parked", 180, service -> service.text("state").equals("parked"));

        assertEquals(2, daemon.service("sick").orElseThrow().number("restarts"));
        assertEquals(2, sandbox.incidents().getFirst().number("actions"));
    }

    /// Docker brings it back and never gives up: that is its business, and the check decides nothing meanwhile. How often is ours.
    @Test
    void aContainerThatDockerRestartsInALoopIsLeftToDockerAndCountedAndPeopleAreTold() throws Exception {
        engine.container("loop", "--restart=always", Dockerd.IMAGE, "sh", "-c", "exit 7");
        Daemon daemon = monitor("loop: { docker: loop, alert_after: 1s }");
        var outcomes = new HashSet<String>();

        // Between two tries Docker waits for a minute at most.
        daemon.await("loop", "was brought back by Docker", 180, service -> {
            service.objects("checks").forEach(check -> check.object("last").ifPresent(last -> outcomes.add(last.text("outcome"))));
            return service.number("restarts") >= 1;
        });
        Await.until("people are to be told", 60, () -> sandbox.holdfast("why", "loop").output().contains("alert: it is down"));

        assertFalse(outcomes.contains("fail"), outcomes.toString());
        Json why = Json.read(sandbox.holdfast("why", "loop", "--json").output());
        List<String> facts = why.objects("facts").stream().map(fact -> fact.text("kind")).toList();
        assertFalse(facts.contains("stop-intended") || facts.contains("start-intended"), facts.toString());
        assertTrue(Integer.parseInt(engine.state("loop", "{{.RestartCount}}")) >= 2, "Docker goes on");
    }

    @Test
    void aContainerThatIsRemovedIsSaidToBeNotThereWithWhatToDoUntilItIsMadeAnew() throws Exception {
        engine.container("web", WEB);
        Daemon daemon = monitor("web: { docker: web }");
        daemon.awaitHealthy("web");

        engine.docker("rm", "--force", "web");
        daemon.await("web", "is not there", 60, service -> service.object("absence").isPresent());
        String status = sandbox.holdfast("status").output();
        assertTrue(status.contains("web is not there. There is no container web"), status);
        String why = sandbox.holdfast("why", "web").output().replaceAll("\\s+", " ");
        assertTrue(why.contains("Or take web out of the configuration."), why);

        engine.container("web", WEB);
        daemon.awaitHealthy("web");
    }

    private String health(String container) {
        try {
            return engine.state(container, "{{.State.Health.Status}}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String pid(String container) {
        try {
            return engine.state(container, "{{.State.Pid}}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Daemon monitor(String services) {
        sandbox.with("DOCKER_HOST", engine.host()).configure("""
                state: state
                defaults: { every: 1s, recheck: 500ms }
                services:
                  %s
                """.formatted(services));
        return sandbox.monitor();
    }
}
