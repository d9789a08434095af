package holdfast.driver;

import holdfast.driver.docker.DockerDriver;
import holdfast.driver.docker.Dockerd;
import holdfast.linux.Cgroups;
import holdfast.linux.ExitWatch;
import holdfast.linux.LinuxKernel;
import holdfast.linux.ProcessLookups;
import holdfast.model.DriverSpec;
import holdfast.model.DriverSpec.ContainerSelection;
import holdfast.model.Event;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Containers keep the contract of all drivers.
final class ContainerContractTest extends DriverContract {
    private static final long SECOND = 1_000_000_000L;
    private static Optional<Dockerd> engine = Optional.empty();

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    @TempDir
    private Path directory;

    private ExitWatch watch;
    private DockerDriver driver;

    @BeforeAll
    static void begin() throws Exception {
        engine = Optional.of(Dockerd.start());
    }

    @AfterAll
    static void end() throws Exception {
        if (engine.isPresent()) {
            engine.get().close();
        }
    }

    @BeforeEach
    void open() {
        var kernel = new LinuxKernel();
        var lookups = new ProcessLookups();
        watch = new ExitWatch(kernel, lookups.table());
        String boot = lookups.table().bootId().found().orElseThrow();
        var machine = new Machine("test-" + UUID.randomUUID(), kernel, lookups, watch, Cgroups.none(), boot);
        driver = new DockerDriver(machine, System.getenv(), directory, events::add);
    }

    @AfterEach
    void close() {
        driver.close();
        watch.close();
    }

    @Override
    Driver driver() {
        return driver;
    }

    @Override
    BlockingQueue<Event> events() {
        return events;
    }

    @Override
    ServiceSpec service(List<String> argv) {
        String name = "contract-" + UUID.randomUUID();
        var create = new ArrayList<>(List.of("create", "--network=none", "--name", name));
        if (argv.getFirst().equals("/bin/sleep")) {
            // As the first process of a container, sleep would not hear TERM.
            create.add("--init");
        }
        create.add(Dockerd.IMAGE);
        create.addAll(argv);
        try {
            engine.orElseThrow().docker(create.toArray(new String[0]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ServiceSpec(
                new ServiceId(name),
                new DriverSpec.Docker(
                        name,
                        ContainerSelection.NAME,
                        Optional.of(engine.orElseThrow().host()),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty(),
                List.of(),
                List.of(),
                SECOND,
                SECOND,
                RecoverPolicy.DEFAULT,
                SECOND,
                true);
    }
}
