package holdfast.driver;

import holdfast.driver.docker.DockerDriver;
import holdfast.driver.docker.Dockerd;
import holdfast.model.Event;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The contract of all drivers for what a real container engine keeps; one engine for each class.
abstract class EngineContract extends PlainContract<DockerDriver> {
    private static Optional<Dockerd> engine = Optional.empty();

    @BeforeAll
    static void beginEngine() throws Exception {
        engine = Optional.of(Dockerd.start());
    }

    @AfterAll
    static void endEngine() throws Exception {
        if (engine.isPresent()) {
            engine.get().close();
        }
        engine = Optional.empty();
    }

    static Dockerd engine() {
        return engine.orElseThrow();
    }

    @Override
    final DockerDriver make(Machine machine, Path state, Consumer<Event> events) {
        return new DockerDriver(machine, System.getenv(), state, events);
    }

    @Override
    final void end(DockerDriver driver) {
        driver.close();
    }

    /// As the first process of a container, sleep would not hear TERM.
    static boolean needsInit(String program) {
        return program.equals("/bin/sleep");
    }
}
