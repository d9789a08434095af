package holdfast.driver;

import holdfast.driver.docker.Dockerd;
import holdfast.model.DriverSpec;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/// Services of a Compose project keep the contract of all drivers, each made by the real Compose.
final class ComposeContractTest extends EngineContract {
    @BeforeAll
    static void needsCompose() {
        Assumptions.assumeTrue(Dockerd.isInPath("docker-compose"), "docker-compose is not installed (package docker-compose)");
    }

    @Override
    ServiceSpec service(List<String> argv) {
        String name = "contract-" + UUID.randomUUID();
        String words = argv.stream().map(ComposeContractTest::quoted).collect(Collectors.joining(", "));
        try {
            Path file = Files.createDirectories(directory.resolve(name)).resolve("compose.yml");
            Files.writeString(file, """
                    version: "2.4"
                    services:
                      web:
                        image: %s
                        init: %s
                        network_mode: none
                        command: [%s]
                    """.formatted(Dockerd.IMAGE, needsInit(argv.getFirst()), words));
            return PlainMachine.service(
                    name,
                    new DriverSpec.Compose(
                            List.of(file.toString()), Optional.of(name), "web", Optional.of(engine().host()), Optional.empty()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// For YAML, and for Compose, to which a dollar stands for a variable.
    private static String quoted(String word) {
        return "\"" + word.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "$$") + "\"";
    }
}
