package holdfast.daemon;

import holdfast.driver.Driver;
import holdfast.linux.ProcessLookups;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// A machine whose processes are only played: what was started runs and passes its checks, until a test says otherwise.
final class PlayedMachine implements Driver {
    static final String BOOT = "boot-of-tests";

    /// Commands in the order in which they came, with the specification they came with.
    final BlockingQueue<Carried> carried = new LinkedBlockingQueue<>();
    final Map<ServiceId, ProcessIdentity> running = new ConcurrentHashMap<>();
    final Map<ServiceId, Incarnation> runs = new ConcurrentHashMap<>();
    final Set<ServiceId> sick = ConcurrentHashMap.newKeySet();
    final Set<ServiceId> healedByRestart = ConcurrentHashMap.newKeySet();
    final List<Consumer<Event>> inboxes = new CopyOnWriteArrayList<>();
    private long pid = 1000;

    record Carried(Command command, ServiceSpec spec) {}

    Outfit outfit(String user) {
        return outfit(user, Clock.ofMachine());
    }

    Outfit outfit(String user, Clock clock) {
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        return new Outfit(
                clock,
                this::probe,
                threads,
                inbox -> {
                    inboxes.add(inbox);
                    return this;
                },
                new ProcessLookups(),
                user,
                BOOT,
                ProcessHandle.current().pid(),
                threads::close);
    }

    /// The process dies of itself.
    void crash(ServiceId service) {
        running.remove(service);
        send(new Event.ProcessExited(service, run(service), new ExitStatus.Code(1), 0));
    }

    private Incarnation run(ServiceId service) {
        Incarnation run = runs.get(service);
        if (run == null) {
            throw new AssertionError("never started: " + service);
        }
        return run;
    }

    private ProbeResult probe(CheckSpec check, ServiceSpec service, Optional<ProcessIdentity> process) {
        boolean isGood = (service.isWatched() || running.containsKey(service.id())) && !sick.contains(service.id());
        return ProbeResult.of(isGood ? Outcome.PASS : Outcome.FAIL, Reason.of("probe.tcp.refused", check.id()), 1_000);
    }

    @Override
    public synchronized void start(Command.StartProcess command, ServiceSpec spec) {
        carried.add(new Carried(command, spec));
        var process = new ProcessIdentity(pid++, 1, BOOT);
        running.put(spec.id(), process);
        runs.put(spec.id(), command.incarnation());
        if (healedByRestart.remove(spec.id())) {
            sick.remove(spec.id());
        }
        send(new Event.StartAnswered(spec.id(), command.incarnation(), new StartOutcome.Started(process)));
    }

    @Override
    public synchronized void stop(Command.StopProcess command, ServiceSpec spec) {
        carried.add(new Carried(command, spec));
        running.remove(spec.id());
        send(new Event.StopAnswered(spec.id(), command.command(), new StopOutcome.Gone(new ExitStatus.Signalled(15, false))));
    }

    @Override
    public synchronized void reload(Command.ReloadProcess command, ServiceSpec spec) {
        carried.add(new Carried(command, spec));
        ProcessIdentity process = running.get(spec.id());
        send(new Event.ReloadAnswered(
                spec.id(),
                command.command(),
                process == null
                        ? new ReloadOutcome.Gone(new ExitStatus.Unknown(), 0)
                        : new ReloadOutcome.Reloaded(process)));
    }

    @Override
    public synchronized void observe(Command.ObserveProcess command, ServiceSpec spec) {
        carried.add(new Carried(command, spec));
        ProcessIdentity process = running.get(spec.id());
        Observation seen = process == null
                ? new Observation.Gone(new ExitStatus.Unknown(), 0)
                : new Observation.Running(process, command.incarnation().isEmpty() ? Origin.HAND : Origin.HOLDFAST);
        send(new Event.ProcessObserved(spec.id(), command.inquiry(), seen));
    }

    /// Answers come from a thread of the driver, never from the one that commands.
    private void send(Event event) {
        Consumer<Event> inbox = inboxes.getLast();
        Thread.ofVirtual().start(() -> inbox.accept(event));
    }
}
