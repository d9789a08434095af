package holdfast.driver;

import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Hands each command to the driver of its service's kind. A driver is made when the first service of its kind needs it: who has
/// no units never loads what speaks with systemd.
///
/// Threading: any.
public final class Drivers implements Driver, HealthSource, InstanceKeeper, RivalSource, AutoCloseable {
    private final Map<Kind, Supplier<Driver>> makers;
    private final Map<Kind, Driver> made = new EnumMap<>(Kind.class);

    /// One driver for each; several kinds of specification may share one.
    public enum Kind {
        RUN,
        PM2,
        SYSTEMD,
        CONTAINER,
        COMMANDS
    }

    /// @param makers each is called at most once
    public Drivers(Map<Kind, Supplier<Driver>> makers) {
        this.makers = Map.copyOf(makers);
    }

    @Override
    public void start(Command.StartProcess command, ServiceSpec service) {
        of(service).start(command, service);
    }

    @Override
    public void stop(Command.StopProcess command, ServiceSpec service) {
        of(service).stop(command, service);
    }

    @Override
    public void reload(Command.ReloadProcess command, ServiceSpec service) {
        of(service).reload(command, service);
    }

    @Override
    public void observe(Command.ObserveProcess command, ServiceSpec service) {
        of(service).observe(command, service);
    }

    @Override
    public ProbeResult health(ServiceSpec service, long withinNanos) {
        return of(service) instanceof HealthSource source
                ? source.health(service, withinNanos)
                : ProbeResult.of(Outcome.ERROR, Reason.of("driver.no-health", service.id()), 0);
    }

    @Override
    public RemedyOutcome startMissing(ServiceSpec service) {
        return of(service) instanceof InstanceKeeper keeper
                ? keeper.startMissing(service)
                : new RemedyOutcome.Failed(Reason.of("driver.no-instances", service.id()));
    }

    @Override
    public Optional<List<Reason>> rivals(ServiceSpec service) {
        boolean isKept = !(service.driver() instanceof DriverSpec.Watch);
        return isKept && of(service) instanceof RivalSource source ? source.rivals(service) : Optional.of(List.of());
    }

    private Driver of(ServiceSpec service) {
        Kind kind = switch (service.driver()) {
            case DriverSpec.Run _ -> Kind.RUN;
            case DriverSpec.Pm2 _ -> Kind.PM2;
            case DriverSpec.Systemd _ -> Kind.SYSTEMD;
            case DriverSpec.Docker _, DriverSpec.Compose _ -> Kind.CONTAINER;
            case DriverSpec.Commands _ -> Kind.COMMANDS;
            case DriverSpec.Watch _ -> throw new IllegalStateException("a command for " + service.id() + ", which is only watched");
        };
        synchronized (made) {
            return made.computeIfAbsent(kind, this::make);
        }
    }

    private Driver make(Kind kind) {
        Supplier<Driver> maker = makers.get(kind);
        if (maker == null) {
            throw new IllegalStateException("no driver for " + kind);
        }
        return maker.get();
    }

    /// Lets go of what the drivers hold, services aside: those live on.
    @Override
    public void close() {
        synchronized (made) {
            made.values().forEach(driver -> {
                if (driver instanceof Closeable closeable) {
                    closeable.close();
                }
            });
        }
    }

    /// A driver that holds connections.
    public interface Closeable extends AutoCloseable {
        @Override
        void close();
    }
}
