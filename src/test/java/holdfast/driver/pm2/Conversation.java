package holdfast.driver.pm2;

import holdfast.driver.Machine;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// A driver as the core talks to it: commands, answers and news.
final class Conversation implements AutoCloseable {
    static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE_NANOS = 30 * SECOND;

    final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    final Pm2Driver driver;
    private long commands;

    Conversation(Machine machine) {
        driver = new Pm2Driver(machine, events::add);
    }

    StartOutcome start(ServiceSpec service) throws Exception {
        driver.start(new Command.StartProcess(service.id(), new Incarnation(++commands), Optional.empty()), service);
        return answer(Event.StartAnswered.class).outcome();
    }

    ProcessIdentity started(ServiceSpec service) throws Exception {
        return switch (start(service)) {
            case StartOutcome.Started(ProcessIdentity process) -> process;
            case StartOutcome.Failed failed -> throw new AssertionError(failed.toString());
        };
    }

    StopOutcome stop(ServiceSpec service, Optional<ProcessIdentity> process) throws Exception {
        driver.stop(
                new Command.StopProcess(service.id(), ++commands, new Incarnation(1), process, 10 * SECOND), service);
        return answer(Event.StopAnswered.class).outcome();
    }

    ProbeResult health(ServiceSpec service) {
        return driver.health(service, SECOND);
    }

    Observation observe(ServiceSpec service) throws Exception {
        return observe(service, Optional.empty());
    }

    Observation observe(ServiceSpec service, Optional<ProcessIdentity> process) throws Exception {
        driver.observe(
                new Command.ObserveProcess(
                        service.id(), ++commands, process.map(_ -> new Incarnation(1)), process, new Incarnation(1)),
                service);
        return answer(Event.ProcessObserved.class).observation();
    }

    /// As the core does: asks again for as long as nothing may be concluded.
    Observation settled(ServiceSpec service) throws Exception {
        return settled(service, Optional.empty());
    }

    Observation settled(ServiceSpec service, ProcessIdentity process) throws Exception {
        return settled(service, Optional.of(process));
    }

    private Observation settled(ServiceSpec service, Optional<ProcessIdentity> process) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        Observation seen = observe(service, process);
        while (seen instanceof Observation.Unreadable && System.nanoTime() < deadline) {
            LockSupport.parkNanos(SECOND / 5);
            seen = observe(service, process);
        }
        return seen;
    }

    /// The next answer of this kind; news on the way there are of no interest.
    private <T extends Event> T answer(Class<T> kind) throws Exception {
        return kind.cast(next(kind::isInstance));
    }

    /// The next news of this kind, and nothing of another kind before it.
    <T extends Observation> T news(Class<T> kind) throws Exception {
        var changed = (Event.BackendChanged) next(event -> event instanceof Event.BackendChanged);
        if (!kind.isInstance(changed.observation())) {
            throw new AssertionError("expected " + kind.getSimpleName() + ", got " + changed);
        }
        return kind.cast(changed.observation());
    }

    /// The next news that fit; others are passed over.
    <T extends Observation> T newsOf(Class<T> kind) throws Exception {
        return kind.cast(((Event.BackendChanged) next(event -> event instanceof Event.BackendChanged changed
                        && kind.isInstance(changed.observation())))
                .observation());
    }

    Event next(Predicate<Event> wanted) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        var passed = new ArrayList<Event>();
        while (true) {
            Event event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) {
                throw new TimeoutException("nothing came but " + passed);
            }
            if (wanted.test(event)) {
                return event;
            }
            passed.add(event);
        }
    }

    /// That nothing is told within `nanos`.
    Optional<Event> nothingFor(long nanos) throws InterruptedException {
        return Optional.ofNullable(events.poll(nanos, TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        driver.close();
    }
}
