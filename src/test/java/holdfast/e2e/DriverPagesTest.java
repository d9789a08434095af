package holdfast.e2e;

import holdfast.config.Configuration;
import holdfast.config.ConfigurationFile;
import holdfast.config.Reading;
import holdfast.config.Surroundings;
import holdfast.model.DriverSpec;
import holdfast.model.ServiceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What the pages of the drivers show is valid as it stands, and means what the page says.
final class DriverPagesTest {
    @TempDir
    private Path directory;

    @Test
    void theDockerPage() throws IOException {
        Configuration configuration = example("docker");

        var docker = assertInstanceOf(DriverSpec.Docker.class, driver(configuration, "web"));
        assertEquals("shop-web", docker.selector());
        assertEquals(2, configuration.fleet().service(0).checks().size());
    }

    @Test
    void theComposePage() throws IOException {
        Files.writeString(directory.resolve("compose.yml"), "name: shop\n" + Pages.example("compose", "yml"));
        Configuration configuration = example("compose");

        var worker = assertInstanceOf(DriverSpec.Compose.class, driver(configuration, "worker"));
        assertEquals("shop", worker.project().orElseThrow());
        assertEquals(List.of(), configuration.notices());
    }

    @Test
    void aDependencyOfTheComposeFileThatIsNotNeededIsNoticed() throws IOException {
        Files.writeString(directory.resolve("compose.yaml"), """
                services:
                  worker: { image: worker, depends_on: { database: { condition: service_healthy } } }
                  database: { image: postgres }
                """);
        Configuration configuration = load("services: { worker: { compose: worker }, db: { compose: database } }");

        assertEquals(
                List.of("config.problem.compose.needs"),
                configuration.notices().stream().map(notice -> notice.problem().key()).toList());
        assertEquals(List.of("worker", "db", "database"), configuration.notices().getFirst().problem().values());
    }

    @Test
    void theCommandPage() throws IOException {
        Configuration configuration = example("command");

        var commands = assertInstanceOf(DriverSpec.Commands.class, driver(configuration, "legacy"));
        assertEquals(List.of("./legacy.sh", "start"), commands.start().argv());
        assertEquals(directory.resolve("run/legacy.pid").toString(), commands.pidFile().orElseThrow());
        assertTrue(configuration.serviceLogs().containsKey(new ServiceId("legacy")));
    }

    @Test
    void theWatchPage() throws IOException {
        assertInstanceOf(DriverSpec.Watch.class, driver(example("watch"), "provider"));
    }

    private Configuration example(String page) throws IOException {
        return load(Pages.example(page, "yaml"));
    }

    private Configuration load(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("holdfast.yaml"), text);
        var bare = new Surroundings(Map.of(), directory, directory, false);
        return assertInstanceOf(Reading.Loaded.class, ConfigurationFile.load(file, bare)).configuration();
    }

    private static DriverSpec driver(Configuration configuration, String name) {
        return configuration.fleet().service(configuration.fleet().index(new ServiceId(name)).orElseThrow()).driver();
    }
}
