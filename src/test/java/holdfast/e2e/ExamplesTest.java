package holdfast.e2e;

import holdfast.config.ConfigurationFile;
import holdfast.config.Reading;
import holdfast.config.Surroundings;
import holdfast.model.DriverSpec;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The examples are configurations without a fault, on a machine where no variable is set.
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isValidAndNamesFoldersThatExist(Path example) {
        var bare = new Surroundings(Map.of(), EXAMPLES, EXAMPLES, false);

        var loaded = assertInstanceOf(Reading.Loaded.class, ConfigurationFile.load(example, bare));

        for (ServiceSpec service : loaded.configuration().fleet().services()) {
            var run = assertInstanceOf(DriverSpec.Run.class, service.driver());
            assertTrue(Files.isDirectory(Path.of(run.directory())), run.directory());
        }
    }
}
