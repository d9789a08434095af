package holdfast.driver;

import holdfast.driver.command.CommandDriver;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.ReloadSpec;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Start and stop commands keep the contract of all drivers.
final class CommandContractTest extends PlainContract<CommandDriver> {
    private static final long DEADLINE_NANOS = 10_000_000_000L;

    /// As an init script does it: into the background, with a pid file. Not at once, so that there is something to find.
    private static final String START = "(sleep 1; exec \"$@\") > /dev/null 2>&1 & echo $! > web.pid";

    private static final String STOP = "test ! -f web.pid || kill $(cat web.pid); rm -f web.pid";

    private final List<Path> folders = new ArrayList<>();

    @Override
    CommandDriver make(Machine machine, Path state, Consumer<Event> events) {
        return new CommandDriver(machine, state, events);
    }

    @Override
    void end(CommandDriver driver) throws IOException, InterruptedException {
        for (Path folder : folders) {
            new ProcessBuilder("/bin/sh", "-c", STOP).directory(folder.toFile()).start().waitFor();
        }
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
        return PlainMachine.service(
                name,
                new DriverSpec.Commands(
                        line(isThere ? inBackground : argv),
                        line(List.of("/bin/sh", "-c", STOP)),
                        Optional.empty(),
                        Optional.of(folders.getLast().resolve("web.pid").toString()),
                        Optional.empty()));
    }

    @Override
    ServiceSpec reloadable(List<String> argv) {
        ServiceSpec service = service(argv);
        return service.withReload(Optional.of(new ReloadSpec.ByCommand(line(List.of("/bin/true")))));
    }

    private CommandLine line(List<String> argv) {
        return new CommandLine(argv, folders.getLast().toString(), Optional.empty(), Map.of(), DEADLINE_NANOS);
    }
}
