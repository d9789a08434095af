package holdfast.driver.systemd;

import holdfast.driver.Driver;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.DriverSpec.UnitScope;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A driver on a systemd of its own, and what it tells.
public final class SystemdRig implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE_SECONDS = 40;

    private final OwnSystemd systemd;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final SystemdDriver driver;
    private volatile long arrivedNanos;
    private long commands;

    public SystemdRig(OwnSystemd systemd) {
        this.systemd = systemd;
        this.driver = new SystemdDriver(systemd.machine(), this::take, _ -> List.of(systemd.bus()));
    }

    private void take(Event event) {
        arrivedNanos = System.nanoTime();
        events.add(event);
    }

    /// When the last event arrived.
    long arrivedNanos() {
        return arrivedNanos;
    }

    public Driver driver() {
        return driver;
    }

    public BlockingQueue<Event> events() {
        return events;
    }

    /// A service and its unit, written and read by systemd.
    public ServiceSpec unit(String name, String text) {
        try {
            systemd.unit(name, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return spec(name, Optional.empty());
    }

    static ServiceSpec spec(String unit, Optional<Integer> port) {
        return new ServiceSpec(
                new ServiceId(unit.replaceAll("[^a-z0-9]", "-")),
                new DriverSpec.Systemd(unit, UnitScope.SYSTEM, Optional.empty(), port),
                port,
                List.of(),
                List.of(),
                SECOND,
                SECOND,
                RecoverPolicy.DEFAULT,
                0,
                true);
    }

    /// Does not wait for the answer.
    void begin(ServiceSpec service, long incarnation) {
        driver.start(new Command.StartProcess(service.id(), new Incarnation(incarnation), Optional.empty()), service);
    }

    StartOutcome start(ServiceSpec service, long incarnation) {
        begin(service, incarnation);
        return next(Event.StartAnswered.class).outcome();
    }

    ProcessIdentity run(ServiceSpec service, long incarnation) {
        return switch (start(service, incarnation)) {
            case StartOutcome.Started(ProcessIdentity process) -> process;
            case StartOutcome.Failed failed -> throw new AssertionError(failed.toString());
        };
    }

    StopOutcome stop(ServiceSpec service, long incarnation, long graceNanos) {
        return stopped(service, incarnation, graceNanos, PATIENCE_SECONDS * SECOND);
    }

    /// Does not wait for the answer.
    void beginStop(ServiceSpec service, long incarnation, long graceNanos) {
        driver.stop(
                new Command.StopProcess(service.id(), ++commands, new Incarnation(incarnation), Optional.empty(), graceNanos),
                service);
    }

    /// @param patienceNanos longest wait for the answer
    StopOutcome stopped(ServiceSpec service, long incarnation, long graceNanos, long patienceNanos) {
        beginStop(service, incarnation, graceNanos);
        return next(Event.StopAnswered.class, patienceNanos).outcome();
    }

    /// Asks and does not wait.
    void ask(ServiceSpec service, long incarnation, ProcessIdentity process) {
        driver.observe(
                new Command.ObserveProcess(
                        service.id(), ++commands, Optional.of(new Incarnation(incarnation)), Optional.of(process), new Incarnation(77)),
                service);
    }

    Observation observe(ServiceSpec service, Optional<Long> incarnation, Optional<ProcessIdentity> process) {
        driver.observe(
                new Command.ObserveProcess(
                        service.id(), ++commands, incarnation.map(Incarnation::new), process, new Incarnation(77)),
                service);
        return next(Event.ProcessObserved.class).observation();
    }

    /// The next event, which must be of this kind.
    <T extends Event> T next(Class<T> kind) {
        return next(kind, PATIENCE_SECONDS * SECOND);
    }

    <T extends Event> T next(Class<T> kind, long nanos) {
        try {
            Event event = events.poll(nanos, TimeUnit.NANOSECONDS);
            if (!kind.isInstance(event)) {
                throw new AssertionError("expected " + kind.getSimpleName() + ", got " + event + ", then " + events);
            }
            return kind.cast(event);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /// The next news, which must be of this kind.
    <T extends Observation> T news(Class<T> kind) {
        Observation observation = next(Event.BackendChanged.class).observation();
        if (!kind.isInstance(observation)) {
            throw new AssertionError("expected " + kind.getSimpleName() + ", got " + observation + ", then " + events);
        }
        return kind.cast(observation);
    }

    ProcessIdentity runsAgain(Origin origin) {
        Observation.Running running = news(Observation.Running.class);
        if (running.origin() != origin) {
            throw new AssertionError("expected " + origin + ", got " + running);
        }
        return running.process();
    }

    @Override
    public void close() {
        driver.close();
    }
}
