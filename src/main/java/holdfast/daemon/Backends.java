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
import holdfast.driver.systemd.SystemdDriver;
import holdfast.model.CheckSpec;
import holdfast.model.Event;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The drivers of all backends, from the moment there is an inbox that they can answer to.
///
/// Threading: any.
final class Backends implements InstanceKeeper, AutoCloseable {
    private final Machine machine;
    private final Path stateDirectory;
    private volatile Drivers drivers = new Drivers(Map.of());

    Backends(Machine machine, Path stateDirectory) {
        this.machine = machine;
        this.stateDirectory = stateDirectory;
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

    @Override
    public Event.RemedyOutcome startMissing(ServiceSpec service) {
        return drivers.startMissing(service);
    }

    @Override
    public void close() {
        drivers.close();
    }
}
