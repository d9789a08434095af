package holdfast.driver;

import holdfast.driver.command.CommandDriver;
import holdfast.linux.Cgroups;
import holdfast.linux.ExitWatch;
import holdfast.linux.LinuxKernel;
import holdfast.linux.ProcessLookups;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.RecoverPolicy;
import holdfast.model.ReloadSpec;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Start and stop commands keep the contract of all drivers.
final class CommandContractTest extends DriverContract {
    private static final long SECOND = 1_000_000_000L;

    /// As an init script does it: into the background, with a pid file. Not at once, so that there is something to find.
    private static final String START = "(sleep 1; exec \"$@\") > /dev/null 2>&1 & echo $! > web.pid";

    private static final String STOP = "test ! -f web.pid || kill $(cat web.pid); rm -f web.pid";

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<Path> folders = new ArrayList<>();

    @TempDir
    private Path directory;

    private ExitWatch watch;
    private CommandDriver driver;

    @BeforeEach
    void open() {
        var kernel = new LinuxKernel();
        var lookups = new ProcessLookups();
        watch = new ExitWatch(kernel, lookups.table());
        String boot = lookups.table().bootId().found().orElseThrow();
        var machine = new Machine("test-" + UUID.randomUUID(), kernel, lookups, watch, Cgroups.none(), boot);
        driver = new CommandDriver(machine, directory.resolve("state"), events::add);
    }

    @AfterEach
    void close() throws IOException, InterruptedException {
        for (Path folder : folders) {
            new ProcessBuilder("/bin/sh", "-c", STOP).directory(folder.toFile()).start().waitFor();
        }
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
        String name = "contract-" + folders.size();
        try {
            folders.add(Files.createDirectories(directory.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var inBackground = new ArrayList<>(List.of("/bin/sh", "-c", START, "sh"));
        inBackground.addAll(argv);
        boolean isThere = Files.isExecutable(Path.of(argv.getFirst()));
        return new ServiceSpec(
                new ServiceId(name),
                new DriverSpec.Commands(
                        line(isThere ? inBackground : argv),
                        line(List.of("/bin/sh", "-c", STOP)),
                        Optional.empty(),
                        Optional.of(folders.getLast().resolve("web.pid").toString()),
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

    @Override
    ServiceSpec reloadable(List<String> argv) {
        ServiceSpec service = service(argv);
        return service.withReload(Optional.of(new ReloadSpec.ByCommand(line(List.of("/bin/true")))));
    }

    private CommandLine line(List<String> argv) {
        return new CommandLine(argv, folders.getLast().toString(), Optional.empty(), Map.of(), 10 * SECOND);
    }
}
