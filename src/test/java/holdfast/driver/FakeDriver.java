package holdfast.driver;

import holdfast.model.Command;
import holdfast.model.DriverSpec;
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
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A driver in memory, for whoever tests against the interface. `/bin/sleep` runs until it is stopped or [#crashes]; `/bin/sh -c
/// "exit N"` ends at once, any other line of the shell runs likewise; nothing else is found. Answers come on the caller's own thread, so that tests need not wait.
///
/// Threading: any; every method holds the one lock.
public final class FakeDriver implements Driver {
    public static final String BOOT = "fake-boot";

    private record Running(Incarnation incarnation, ProcessIdentity process) {}

    private final Consumer<Event> events;
    private final Map<ServiceId, Running> running = new HashMap<>();
    private long nextPid = 1000;

    public FakeDriver(Consumer<Event> events) {
        this.events = events;
    }

    @Override
    public synchronized void start(Command.StartProcess command, ServiceSpec service) {
        ServiceId id = service.id();
        running.remove(id);
        List<String> argv = ((DriverSpec.Run) service.driver()).argv();
        if (!argv.getFirst().equals("/bin/sleep") && !argv.getFirst().equals("/bin/sh")) {
            var reason = Reason.of("driver.program-missing", argv.getFirst());
            var failed = new StartOutcome.Failed(StartFailure.NOT_FOUND, reason);
            events.accept(new Event.StartAnswered(id, command.incarnation(), failed));
            return;
        }
        var process = new ProcessIdentity(nextPid++, nextPid * 10, BOOT);
        running.put(id, new Running(command.incarnation(), process));
        events.accept(new Event.StartAnswered(id, command.incarnation(), new StartOutcome.Started(process)));
        if (argv.getLast().startsWith("exit ")) {
            crashes(id, new ExitStatus.Code(Integer.parseInt(argv.getLast().replace("exit ", ""))));
        }
    }

    @Override
    public synchronized void stop(Command.StopProcess command, ServiceSpec service) {
        int signal = ((DriverSpec.Run) service.driver()).stopSignal();
        ExitStatus status = running.remove(service.id()) == null
                ? new ExitStatus.Unknown()
                : new ExitStatus.Signalled(signal, false);
        events.accept(new Event.StopAnswered(service.id(), command.command(), new StopOutcome.Gone(status)));
    }

    @Override
    public synchronized void reload(Command.ReloadProcess command, ServiceSpec service) {
        Running one = running.get(service.id());
        ReloadOutcome outcome = service.reload().isEmpty()
                ? new ReloadOutcome.Refused(Reason.of("driver.reload.no-way", service.id()))
                : one == null
                        ? new ReloadOutcome.Gone(new ExitStatus.Unknown(), 0)
                        : new ReloadOutcome.Reloaded(one.process());
        events.accept(new Event.ReloadAnswered(service.id(), command.command(), outcome));
    }

    @Override
    public synchronized void observe(Command.ObserveProcess command, ServiceSpec service) {
        boolean isOfThisBoot = command.process().map(ProcessIdentity::bootId).map(BOOT::equals).orElse(true);
        Optional<Running> found = Optional.ofNullable(running.get(service.id()))
                .filter(one -> command.incarnation().filter(one.incarnation()::equals).isPresent());
        Observation observation = !isOfThisBoot
                ? new Observation.OtherBoot()
                : found.<Observation>map(one -> new Observation.Running(one.process(), Origin.HOLDFAST))
                        .orElseGet(() -> new Observation.Gone(new ExitStatus.Unknown(), 0));
        events.accept(new Event.ProcessObserved(service.id(), command.inquiry(), observation));
    }

    /// Its main process ends by itself.
    public synchronized void crashes(ServiceId service, ExitStatus status) {
        Running ended = running.remove(service);
        if (ended != null) {
            events.accept(new Event.ProcessExited(service, ended.incarnation(), status, 0));
        }
    }
}
