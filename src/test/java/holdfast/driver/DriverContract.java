package holdfast.driver;

import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.ReloadSpec;
import holdfast.model.ServiceSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What every [Driver] keeps.
@Timeout(60)
abstract class DriverContract {
    private static final long GRACE_NANOS = 5_000_000_000L;
    private static final long AGAIN_NANOS = 500_000_000L;

    abstract Driver driver();

    abstract BlockingQueue<Event> events();

    /// A service with this command line.
    abstract ServiceSpec service(List<String> argv);

    /// How the end of an incarnation is told that nobody asked for, and that nobody but Holdfast brings back.
    Event end(ServiceSpec service, Incarnation incarnation, ExitStatus status) {
        return new Event.ProcessExited(service.id(), incarnation, status, 0);
    }

    /// What a service is asked to stop with.
    int stopSignal() {
        return 15;
    }

    /// The same, which knows how it is reloaded.
    ServiceSpec reloadable(List<String> argv) {
        return service(argv).withReload(Optional.of(new ReloadSpec.BySignal(1)));
    }

    /// Its backend knows how, whatever the configuration says.
    boolean isReloadedByItself() {
        return false;
    }

    @Test
    void aReloadIsAnsweredWithTheProcessThatRunsOn() throws Exception {
        ServiceSpec service = reloadable(List.of("/bin/sh", "-c", "trap : HUP; while :; do sleep 0.1; done"));
        start(service, 1);
        ProcessIdentity process = started(1);

        // Until its handler is there it is refused.
        ReloadOutcome outcome = reload(service, Optional.of(process));
        for (int tries = 0; outcome instanceof ReloadOutcome.Refused && tries < 10_000; tries++) {
            outcome = reload(service, Optional.of(process));
        }

        ProcessIdentity runs = assertInstanceOf(ReloadOutcome.Reloaded.class, outcome).process();
        assertEquals(isReloadedByItself(), !runs.equals(process));
        assertEquals(new Observation.Running(runs, Origin.HOLDFAST), seen(service, 1, Optional.of(runs)));
    }

    @Test
    void whatDoesNotRunIsNeverStartedByAReload() throws Exception {
        ServiceSpec service = reloadable(List.of("/bin/sleep", "600"));

        ReloadOutcome outcome = reload(service, Optional.empty());

        assertFalse(outcome instanceof ReloadOutcome.Reloaded, outcome.toString());
        assertFalse(seen(service, 2, Optional.empty()) instanceof Observation.Running);
    }

    @Test
    void withoutAWayToReloadItIsRefusedAndRunsOn() throws Exception {
        ServiceSpec service = sleeping();
        start(service, 1);
        ProcessIdentity process = started(1);
        if (isReloadedByItself()) {
            assertInstanceOf(ReloadOutcome.Reloaded.class, reload(service, Optional.of(process)));
            return;
        }

        assertInstanceOf(ReloadOutcome.Refused.class, reload(service, Optional.of(process)));

        assertEquals(new Observation.Running(process, Origin.HOLDFAST), seen(service, 3, Optional.of(process)));
    }

    @Test
    void tellsTheStartAndThenTheEnd() throws Exception {
        ServiceSpec service = exiting(3);

        start(service, 1);

        started(1);
        assertEquals(end(service, new Incarnation(1), new ExitStatus.Code(3)), next());
    }

    @Test
    void aStartThatFailsHasNoEnd() throws Exception {
        ServiceSpec missing = service(List.of("/no/such/program"));

        start(missing, 1);
        start(exiting(0), 2);

        // Two services do not wait for one another, so either may be answered first.
        var answers = new HashMap<Incarnation, StartOutcome>();
        while (answers.size() < 2) {
            Event event = next();
            assertFalse(event instanceof Event.ProcessExited(var service, _, _, _) && service.equals(missing.id()));
            if (event instanceof Event.StartAnswered answered) {
                answers.put(answered.incarnation(), answered.outcome());
            }
        }
        var failed = assertInstanceOf(StartOutcome.Failed.class, answers.get(new Incarnation(1)));
        assertEquals(StartFailure.NOT_FOUND, failed.failure());
        assertInstanceOf(StartOutcome.Started.class, answers.get(new Incarnation(2)));
    }

    @Test
    void aStopIsAnsweredWithTheStatusOfTheMainProcess() throws Exception {
        ServiceSpec service = sleeping();
        start(service, 1);
        ProcessIdentity process = started(1);

        stop(service, 41, 1, Optional.of(process));

        assertEquals(
                new Event.StopAnswered(
                        service.id(), 41, new StopOutcome.Gone(new ExitStatus.Signalled(stopSignal(), false))),
                nextAnswer());
    }

    @Test
    void whatIsNotThereIsStoppedAlready() throws Exception {
        ServiceSpec service = sleeping();

        stop(service, 42, 9, Optional.empty());

        assertEquals(
                new Event.StopAnswered(service.id(), 42, new StopOutcome.Gone(new ExitStatus.Unknown())), nextAnswer());
    }

    @Test
    void observesWhatRunsAndWhatDoesNot() throws Exception {
        ServiceSpec service = sleeping();
        assertEquals(new Observation.Gone(new ExitStatus.Unknown(), 0), seen(service, 1, Optional.empty()));
        start(service, 1);
        ProcessIdentity process = started(1);

        assertEquals(new Observation.Running(process, Origin.HOLDFAST), seen(service, 2, Optional.of(process)));

        stop(service, 3, 1, Optional.of(process));
        nextAnswer();
        var elsewhere = new ProcessIdentity(process.pid(), process.startTicks(), "another boot");
        assertEquals(new Observation.OtherBoot(), seen(service, 4, Optional.of(elsewhere)));
    }

    @Test
    void commandsOfOneServiceAreCarriedOutInTheOrderGiven() throws Exception {
        ServiceSpec service = sleeping();

        start(service, 1);
        stop(service, 51, 1, Optional.empty());
        start(service, 2);
        stop(service, 52, 2, Optional.empty());

        started(1);
        assertEquals(51, assertInstanceOf(Event.StopAnswered.class, nextAnswer()).command());
        assertTrue(nextAnswer() instanceof Event.StartAnswered again
                && again.incarnation().equals(new Incarnation(2))
                && again.outcome() instanceof StartOutcome.Started);
        assertEquals(52, assertInstanceOf(Event.StopAnswered.class, nextAnswer()).command());
    }

    private ServiceSpec sleeping() {
        return service(List.of("/bin/sleep", "600"));
    }

    private ServiceSpec exiting(int code) {
        return service(List.of("/bin/sh", "-c", "exit " + code));
    }

    private void start(ServiceSpec service, long incarnation) {
        driver().start(
                new Command.StartProcess(service.id(), new Incarnation(incarnation), Optional.empty()), service);
    }

    private void stop(ServiceSpec service, long command, long incarnation, Optional<ProcessIdentity> process) {
        driver().stop(
                new Command.StopProcess(
                        service.id(), command, new Incarnation(incarnation), process, GRACE_NANOS),
                service);
    }

    private ReloadOutcome reload(ServiceSpec service, Optional<ProcessIdentity> process) throws Exception {
        driver().reload(
                new Command.ReloadProcess(
                        service.id(), 61, new Incarnation(1), process, new Incarnation(100), 20_000_000_000L),
                service);
        return assertInstanceOf(Event.ReloadAnswered.class, nextAnswer()).outcome();
    }

    private void observe(ServiceSpec service, long inquiry, long incarnation, Optional<ProcessIdentity> process) {
        var known = Optional.of(new Incarnation(incarnation));
        driver().observe(
                new Command.ObserveProcess(service.id(), inquiry, known, process, new Incarnation(100)), service);
    }

    /// Asked as the core asks: again, while nothing may be concluded.
    private Observation seen(ServiceSpec service, long inquiry, Optional<ProcessIdentity> process) throws Exception {
        observe(service, inquiry, 1, process);
        var answer = assertInstanceOf(Event.ProcessObserved.class, nextAnswer());
        assertEquals(service.id(), answer.service());
        assertEquals(inquiry, answer.inquiry());
        if (answer.observation() instanceof Observation.Unreadable) {
            LockSupport.parkNanos(AGAIN_NANOS);
            return seen(service, inquiry + 100, process);
        }
        return answer.observation();
    }

    private ProcessIdentity started(long incarnation) throws Exception {
        var answered = assertInstanceOf(Event.StartAnswered.class, next());
        assertEquals(new Incarnation(incarnation), answered.incarnation());
        return assertInstanceOf(StartOutcome.Started.class, answered.outcome()).process();
    }

    private Event next() throws Exception {
        return Optional.ofNullable(events().poll(20, TimeUnit.SECONDS)).orElseThrow();
    }

    /// The end of a process that is being stopped is told as well, before or after the answer.
    private Event nextAnswer() throws Exception {
        Event event = next();
        return event instanceof Event.ProcessExited || event instanceof Event.BackendChanged ? nextAnswer() : event;
    }
}
