package holdfast.driver.docker;

import holdfast.model.DriverSpec;
import holdfast.model.DriverSpec.ContainerSelection;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Who else restarts a container, seen at a real engine. The image of docker-autoheal is ours by its name, since nothing is fetched.
final class NeighboursTest extends SharedEngine {
    private static final String AUTOHEAL = "willfarrell/autoheal:1.2.0";

    private Optional<List<Reason>> rivals() {
        return rig.driver.rivals(service);
    }

    private String autoheal(String... options) throws Exception {
        engine.docker("tag", Dockerd.IMAGE, AUTOHEAL);
        String[] all = new String[options.length + 3];
        System.arraycopy(options, 0, all, 0, options.length);
        System.arraycopy(new String[] {AUTOHEAL, "sleep", "600"}, 0, all, options.length, 3);
        return engine.container(name + "-healer", all);
    }

    private void end(String container) throws Exception {
        engine.docker("rm", "--force", container);
    }

    @Test
    void aContainerWithTheLabelOfAutohealThatRunsHasTwoOwners() throws Exception {
        engine.container(name, "--label", "autoheal=true", "--init", Dockerd.IMAGE, "sleep", "600");
        assertEquals(Optional.of(List.of()), rivals(), "the label alone restarts nothing");

        String healer = autoheal();
        try {
            assertEquals(
                    Optional.of(List.of(Reason.of("driver.rival.autoheal", name, name + "-healer", "autoheal"))), rivals());
        } finally {
            end(healer);
        }
        assertEquals(Optional.of(List.of()), rivals());
    }

    @Test
    void autohealIsHeldToTheLabelItWasGiven() throws Exception {
        engine.container(name, "--label", "heal=true", "--init", Dockerd.IMAGE, "sleep", "600");
        String healer = autoheal("--env", "AUTOHEAL_CONTAINER_LABEL=heal");
        try {
            assertEquals(Optional.of(List.of(Reason.of("driver.rival.autoheal", name, name + "-healer", "heal"))), rivals());
        } finally {
            end(healer);
        }
    }

    @Test
    void autohealOfAllContainersIsARivalOfEach() throws Exception {
        run(SLEEPING);
        String healer = autoheal("--env", "AUTOHEAL_CONTAINER_LABEL=all");
        try {
            assertEquals(1, rivals().orElseThrow().size());
        } finally {
            end(healer);
        }
    }

    @Test
    void aRestartPolicyIsDelegatedToAndNoRival() throws Exception {
        engine.container(name, "--restart=always", "--init", Dockerd.IMAGE, "sleep", "600");

        assertEquals(Optional.of(List.of()), rivals());
    }

    @Test
    void whereTheEngineIsSilentNothingIsKnown() {
        service = DockerRig.service(name, name, ContainerSelection.NAME, "unix:///nowhere/docker.sock");

        assertEquals(Optional.empty(), rivals());
    }

    @Test
    void theSameComposeFilesUnderAnotherProjectAreTwoOwners() throws Exception {
        Assumptions.assumeTrue(Dockerd.isInPath("docker-compose"), "docker-compose is not installed (package docker-compose)");
        Path file = directory.resolve("compose.yml");
        Files.writeString(file, """
                version: "2.4"
                services:
                  worker: { image: %s, init: true, network_mode: none, command: sleep 600 }
                """.formatted(Dockerd.IMAGE));
        service = ofProject(file, name);
        rig.started(service, 1);
        assertEquals(Optional.of(List.of()), rivals());

        compose(file, name + "x", "up", "--detach");

        assertEquals(
                List.of("worker", name, name + "x"),
                rivals().orElseThrow().getFirst().values().subList(0, 3));
        compose(file, name + "x", "down", "-t", "1");
        assertEquals(Optional.of(List.of()), rivals());
    }

    private static ServiceSpec ofProject(Path file, String project) {
        return DockerRig.service(
                "worker",
                new DriverSpec.Compose(
                        List.of(file.toString()), Optional.of(project), "worker", Optional.of(engine.host()), Optional.empty()));
    }

    private static void compose(Path file, String project, String... words) throws Exception {
        var argv = new ArrayList<>(List.of("docker-compose", "--host", engine.host(), "-p", project, "-f", file.toString()));
        argv.addAll(List.of(words));
        assertEquals(0, new ProcessBuilder(argv).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor());
    }
}
