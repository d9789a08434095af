package holdfast.driver.docker;

import holdfast.driver.PlainMachine;
import holdfast.model.Command;
import holdfast.model.Command.Manner;
import holdfast.model.DriverSpec;
import holdfast.model.DriverSpec.ContainerSelection;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

/// A driver on a real engine, and the events that it sends.
final class DockerRig implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE_SECONDS = 30;

    final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    final DockerDriver driver;
    private final PlainMachine machine = new PlainMachine();
    private long number;

    DockerRig(Path directory) {
        this(directory, System.getenv());
    }

    /// @param environment as Holdfast has it
    DockerRig(Path directory, Map<String, String> environment) {
        driver = new DockerDriver(machine.machine(), environment, directory.resolve("notes"), events::add);
    }

    static ServiceSpec service(String name, DriverSpec driver) {
        return PlainMachine.service(name, driver);
    }

    /// A service that is the container of that name.
    static ServiceSpec service(String container, Dockerd engine) {
        return service(container, container, ContainerSelection.NAME, engine.host());
    }

    static ServiceSpec service(String name, String selector, ContainerSelection by, String host) {
        return service(
                name, new DriverSpec.Docker(selector, by, Optional.of(host), Optional.empty(), Optional.empty()));
    }

    Observation observe(ServiceSpec service) throws Exception {
        return observe(service, Optional.empty(), Optional.empty());
    }

    Observation observe(ServiceSpec service, Optional<Incarnation> incarnation, Optional<ProcessIdentity> process)
            throws Exception {
        driver.observe(
                new Command.ObserveProcess(service.id(), ++number, incarnation, process, new Incarnation(100)), service);
        return answer(Event.ProcessObserved.class).observation();
    }

    /// The answer comes among the events.
    void askWithoutWaiting(ServiceSpec service) {
        driver.observe(
                new Command.ObserveProcess(
                        service.id(), ++number, Optional.empty(), Optional.empty(), new Incarnation(100)),
                service);
    }

    StartOutcome start(ServiceSpec service, long incarnation, Manner manner) throws Exception {
        driver.start(
                new Command.StartProcess(service.id(), new Incarnation(incarnation), Optional.empty(), manner), service);
        return next(Event.StartAnswered.class).outcome();
    }

    ProcessIdentity started(ServiceSpec service, long incarnation) throws Exception {
        return assertInstanceOf(StartOutcome.Started.class, start(service, incarnation, Manner.PLAIN)).process();
    }

    StopOutcome stop(ServiceSpec service, long incarnation, long graceSeconds) throws Exception {
        driver.stop(
                new Command.StopProcess(
                        service.id(), ++number, new Incarnation(incarnation), Optional.empty(), graceSeconds * SECOND),
                service);
        return answer(Event.StopAnswered.class).outcome();
    }

    /// The next answer of that kind, past the news that a backend tells unasked.
    private <T extends Event> T answer(Class<T> kind) throws Exception {
        Event event = next();
        return kind.isInstance(event) || !(event instanceof Event.BackendChanged) ? assertInstanceOf(kind, event) : answer(kind);
    }

    /// The next event, which must be of that kind.
    <T extends Event> T next(Class<T> kind) throws Exception {
        return assertInstanceOf(kind, next());
    }

    <T extends Observation> T change(Class<T> kind) throws Exception {
        return assertInstanceOf(kind, next(Event.BackendChanged.class).observation());
    }

    Event next() throws Exception {
        return Optional.ofNullable(events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).orElseThrow();
    }

    /// Nothing is told for a while: long enough for whatever is settling to have settled.
    void hearsNothing() throws Exception {
        assertNull(events.poll(2 * Sight.SETTLE_NANOS, TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        driver.close();
        machine.close();
    }
}
