package holdfast.e2e;

import holdfast.driver.docker.Dockerd;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// The examples of docs/drivers/docker.md and docs/drivers/compose.md on a real engine. What differs: the image, which is the one
/// that the engine of the tests has, and the network, of which that engine has none of its own.
class ContainerPagesIT {
    private final Sandbox sandbox = new Sandbox();
    private final int port = Web.freePort();
    private Dockerd engine;

    @BeforeEach
    void begin() throws Exception {
        engine = Dockerd.start();
        sandbox.with("DOCKER_HOST", engine.host());
    }

    @AfterEach
    void cleanUp() throws Exception {
        sandbox.close();
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void theDockerPage() throws Exception {
        String run = Pages.example("docker", "sh")
                .replace("-p 127.0.0.1:8080:8080", "--network=host")
                .replace("--health-interval 10s", "--health-interval 1s")
                .replace("8080", Integer.toString(port))
                .replaceFirst("shop-web\\s*$", Dockerd.IMAGE + " httpd -f -p 127.0.0.1:" + port + " -h /bin\n");
        // A folder without an index is no page.
        shell(run.replace("http://127.0.0.1:" + port + "/'", "http://127.0.0.1:" + port + "/busybox'"));
        sandbox.configure(Pages.example("docker", "yaml").replace(":8080/", ":" + port + "/busybox") + "state: state\n");
        Daemon daemon = sandbox.monitor();
        daemon.awaitHealthy("web");

        engine.docker("kill", "shop-web");

        daemon.await("web", "was brought back", 60, service -> service.number("restarts") == 1);
        daemon.awaitHealthy("web");
        assertEquals("healthy", engine.state("shop-web", "{{.State.Health.Status}}"));
    }

    @Test
    void theComposePage() throws Exception {
        assumeTrue(Dockerd.isInPath("docker-compose"), "docker-compose is not installed (package docker-compose)");
        String file = Pages.example("compose", "yml")
                .replace("image: shop-worker", "image: %s\n    network_mode: none\n    command: sleep 3600".formatted(Dockerd.IMAGE))
                .replace("image: postgres:15", "image: %s\n    network_mode: host\n    command: httpd -f -p 127.0.0.1:%d".formatted(Dockerd.IMAGE, port))
                .replaceAll(" *ports:.*\n", "");
        sandbox.write("compose.yml", "version: \"2.4\"\n" + file);
        sandbox.configure(Pages.example("compose", "yaml").replace("5432", Integer.toString(port)) + "state: state\n");
        Daemon daemon = sandbox.monitor();

        daemon.awaitHealthy("database");
        daemon.awaitHealthy("worker");

        String database = engine.docker("ps", "--quiet", "--filter", "label=com.docker.compose.service=database");
        engine.docker("kill", database);
        daemon.await("database", "was brought back", 60, service -> service.number("restarts") == 1);
        daemon.awaitHealthy("database");
        assertEquals(2, engine.docker("ps", "--all", "--quiet").lines().count(), "one container for each service");
    }

    private void shell(String line) {
        Path output = sandbox.folder().resolve("shell.out");
        Process process = sandbox.start(List.of("sh", "-c", line), sandbox.folder(), output);
        Await.until("it is done", 60, () -> !process.isAlive());
        assertTrue(process.exitValue() == 0, () -> line + Sandbox.read(output));
    }
}
