package holdfast.driver.docker;

import holdfast.model.Command.Manner;
import holdfast.model.DriverSpec;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A service of a Compose project, with the real Compose.
final class ComposeTest extends SharedEngine {
    private static final String LABELS =
            "{{index .Config.Labels \"com.docker.compose.project\"}} {{index .Config.Labels \"com.docker.compose.service\"}}";

    private Path file;

    @BeforeEach
    void project() throws Exception {
        Assumptions.assumeTrue(Dockerd.isInPath("docker-compose"), "docker-compose is not installed (package docker-compose)");
        file = directory.resolve("shop").resolve("compose.yml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                version: "2.4"
                services:
                  worker:
                    image: %s
                    init: true
                    network_mode: none
                    command: sleep 600
                    environment: { COLOUR: green }
                  other:
                    image: %s
                    network_mode: none
                    command: sleep 600
                """.formatted(Dockerd.IMAGE, Dockerd.IMAGE));
        service = DockerRig.service(
                "worker",
                new DriverSpec.Compose(
                        List.of(file.toString()), Optional.of(name), "worker", Optional.of(engine.host()), Optional.empty()));
    }

    @Test
    void makesStartsStopsAndRecreatesTheContainerOfOneServiceAlone() throws Exception {
        assertInstanceOf(Observation.Gone.class, rig.observe(service));

        rig.started(service, 1);
        String first = id();
        assertEquals(name + " worker", engine.state(first, LABELS));
        assertInstanceOf(StopOutcome.Gone.class, rig.stop(service, 1, 3));
        rig.started(service, 2);
        assertEquals(first, id());

        assertInstanceOf(StartOutcome.Started.class, rig.start(service, 3, Manner.RECREATE));
        assertNotEquals(first, id());
        assertEquals(name + " worker", engine.state(id(), LABELS), "of the same project");
        assertTrue(engine.state(id(), "{{.Config.Env}}").contains("COLOUR=green"));
        assertEquals("", engine.docker("ps", "--all", "--quiet", "--filter", "label=com.docker.compose.service=other"));
        rig.hearsNothing();
    }

    @Test
    void aProjectTakenDownByAPersonIsRespected() throws Exception {
        rig.started(service, 1);

        new ProcessBuilder("docker-compose", "--host", engine.host(), "-p", name, "-f", file.toString(), "down", "-t", "1")
                .start()
                .waitFor();

        assertEquals("driver.docker.no-service", rig.change(Observation.Absent.class).reason().key());
    }

    @Test
    void whatComposeRefusesIsQuoted() throws Exception {
        ServiceSpec unknown = DockerRig.service(
                "unknown",
                new DriverSpec.Compose(
                        List.of(file.toString()), Optional.of(name), "no-such", Optional.of(engine.host()), Optional.empty()));

        var failed = assertInstanceOf(StartOutcome.Failed.class, rig.start(unknown, 1, Manner.PLAIN));

        assertEquals("driver.compose.failed", failed.reason().key());
        assertTrue(failed.reason().values().getLast().contains("no-such"), failed.reason().toString());
    }

    private String id() throws Exception {
        return engine.docker(
                "ps", "--all", "--quiet", "--no-trunc", "--filter", "label=com.docker.compose.project=" + name);
    }
}
