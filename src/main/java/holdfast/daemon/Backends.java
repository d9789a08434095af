package holdfast.daemon;

import holdfast.driver.Driver;
import holdfast.driver.Drivers;
import holdfast.driver.Drivers.Kind;
import holdfast.driver.InstanceKeeper;
import holdfast.driver.Machine;
import holdfast.driver.RunDriver;
import holdfast.driver.command.CommandDriver;
import holdfast.driver.docker.DockerDriver;
import holdfast.driver.pm2.Pm2Driver;
import holdfast.driver.rival.Lookout;
import holdfast.driver.systemd.SystemdDriver;
import holdfast.model.CheckSpec;
import holdfast.model.Event;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The drivers of all backends. Before there is an inbox that they can answer to, they are only asked what their backends say.
///
/// Threading: any.
final class Backends implements InstanceKeeper, AutoCloseable {
    private final Machine machine;
    private final Path stateDirectory;
    private final Lookout lookout;
    private volatile Drivers drivers;

    Backends(Machine machine, Path stateDirectory) {
        this.machine = machine;
        this.lookout = new Lookout(machine);
        this.stateDirectory = stateDirectory;
        // For a look without a daemon: what they would tell unasked, nobody hears.
        this.drivers = new Drivers(makers(_ -> {}));
    }

    Driver begin(Consumer<Event> inbox) {
        var made = new Drivers(makers(inbox));
        drivers = made;
        return made;
    }

    private Map<Kind, Supplier<Driver>> makers(Consumer<Event> inbox) {
        return Map.of(
                Kind.COMMANDS, () -> new CommandDriver(machine, stateDirectory, inbox),
                Kind.RUN, () -> new RunDriver(machine, inbox),
                Kind.PM2, () -> new Pm2Driver(machine, inbox),
                Kind.SYSTEMD, () -> new SystemdDriver(machine, inbox),
                Kind.CONTAINER, () -> new DockerDriver(machine, System.getenv(), stateDirectory.resolve("docker"), inbox));
    }

    /// A fault in a driver is a fault of the monitor, and says nothing of the service.
    ProbeResult health(CheckSpec check, ServiceSpec service) {
        try {
            return drivers.health(service, check.timeoutNanos());
        } catch (RuntimeException fault) {
            return ProbeResult.of(Outcome.ERROR, Reason.of("daemon.backend.fault", fault), 0);
        }
    }

    /// Who else restarts a service; empty while that cannot be known.
    Optional<List<Reason>> rivals(ServiceSpec service, Optional<ProcessIdentity> process) {
        return lookout.rivals(service, process).flatMap(some -> drivers.rivals(service).map(more -> {
            var all = new ArrayList<>(some);
            all.addAll(more);
            return List.copyOf(all);
        }));
    }

    @Override
    public Event.RemedyOutcome startMissing(ServiceSpec service) {
        return drivers.startMissing(service);
    }

    @Override
    public void close() {
        drivers.close();
    }
}
