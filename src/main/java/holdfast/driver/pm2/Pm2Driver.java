package holdfast.driver.pm2;

import holdfast.driver.Driver;
import holdfast.driver.Drivers;
import holdfast.driver.HealthSource;
import holdfast.driver.InstanceKeeper;
import holdfast.driver.Machine;
import holdfast.driver.pm2.Judge.Verdict;
import holdfast.linux.ProcessKey;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Keeps services up that PM2 runs. PM2's daemon is asked and commanded over its own sockets, and tells what happens as it happens;
/// looking at it starts no Node, and no daemon where there is none. Only a daemon that is dead is brought back with the program
/// `pm2`, and only in order to start something.
///
/// What PM2 does by itself is told by [Event.BackendChanged], the end of a process included; there is no [Event.ProcessExited].
///
/// Threading: any. Commands run on virtual threads; those for one service wait for one another.
public final class Pm2Driver implements Driver, HealthSource, InstanceKeeper, Drivers.Closeable {
    private final Machine machine;
    private final Consumer<Event> events;
    private final Judge judge;
    private final Starting starting;
    private final Stopping stopping;
    private final Map<Home, Hub> hubs = new ConcurrentHashMap<>();
    private final Map<ServiceId, Ward> wards = new ConcurrentHashMap<>();

    public Pm2Driver(Machine machine, Consumer<Event> events) {
        this.machine = machine;
        this.events = events;
        this.judge = new Judge(machine);
        this.starting = new Starting(machine, judge);
        this.stopping = new Stopping(machine, judge);
    }

    @Override
    public void start(Command.StartProcess command, ServiceSpec service) {
        carryOut(
                service,
                (hub, ward) -> {
                    StartOutcome outcome = starting.start(hub, ward, service);
                    synchronized (ward) {
                        ward.told = outcome instanceof StartOutcome.Started(ProcessIdentity process)
                                ? Optional.of(new Observation.Running(process, Origin.HOLDFAST))
                                : Optional.empty();
                        // A stop of ours that no start has followed yet must never be taken for a person's.
                        ward.isStoppedByUs = ward.isStoppedByUs && ward.told.isEmpty();
                    }
                    events.accept(new Event.StartAnswered(service.id(), command.incarnation(), outcome));
                },
                reason -> events.accept(new Event.StartAnswered(
                        service.id(), command.incarnation(), new StartOutcome.Failed(StartFailure.NO_USER, reason))));
    }

    @Override
    public void stop(Command.StopProcess command, ServiceSpec service) {
        carryOut(
                service,
                (hub, ward) -> {
                    StopOutcome outcome = stopping.stop(command, hub, ward);
                    synchronized (ward) {
                        ward.told = Optional.empty();
                    }
                    events.accept(new Event.StopAnswered(service.id(), command.command(), outcome));
                },
                reason -> events.accept(new Event.StopAnswered(service.id(), command.command(), new StopOutcome.NotProven(reason))));
    }

    @Override
    public void reload(Command.ReloadProcess command, ServiceSpec service) {
        Consumer<ReloadOutcome> answer = it -> events.accept(new Event.ReloadAnswered(service.id(), command.command(), it));
        carryOut(service, (hub, ward) -> answer.accept(new Reload(judge).reload(hub, ward, command.withinNanos())),
                reason -> answer.accept(new ReloadOutcome.Refused(reason)));
    }

    @Override
    public void observe(Command.ObserveProcess command, ServiceSpec service) {
        carryOut(
                service,
                (hub, ward) -> events.accept(
                        new Event.ProcessObserved(service.id(), command.inquiry(), observation(command, hub, ward))),
                reason -> events.accept(new Event.ProcessObserved(service.id(), command.inquiry(), new Observation.Unreadable(reason))));
    }

    /// From what is known anyway: PM2 is not asked for it.
    @Override
    public ProbeResult health(ServiceSpec service, long withinNanos) {
        long began = System.nanoTime();
        DriverSpec.Pm2 spec = spec(service);
        Optional<Hub> hub = home(spec).map(hubs::get);
        Ward ward = wards.get(service.id());
        if (hub.isEmpty() || ward == null) {
            return unseen(Reason.of("driver.pm2.instances-none", spec.selector()), began);
        }
        return switch (hub.get().newest()) {
            case Backend.Look.Unknown(Reason reason) -> unseen(reason, began);
            case Backend.Look.Dead() -> unseen(Reason.of("driver.pm2.dead", hub.get().home()), began);
            case Backend.Look.Apps look -> {
                List<Instance> instances = hub.get().instances(look, ward);
                boolean isUp = instances.stream().anyMatch(one -> one.state() == Instance.State.UP);
                yield isUp
                        ? Census.of(instances, spec, System.nanoTime() - began)
                        // Between two of its lives; whether it is down is not for a check to say.
                        : unseen(Reason.of("driver.pm2.instances-none", spec.selector()), began);
            }
        };
    }

    private static ProbeResult unseen(Reason reason, long began) {
        return ProbeResult.of(Outcome.ERROR, reason, System.nanoTime() - began);
    }

    @Override
    public RemedyOutcome startMissing(ServiceSpec service) {
        var outcome = new CompletableFuture<RemedyOutcome>();
        carryOut(
                service,
                (hub, ward) -> outcome.complete(starting.startMissing(hub, ward)),
                reason -> outcome.complete(new RemedyOutcome.Failed(reason)));
        return outcome.join();
    }

    @Override
    public void close() {
        hubs.values().forEach(Hub::close);
    }

    private Observation observation(Command.ObserveProcess command, Hub hub, Ward ward) {
        synchronized (ward) {
            ward.own = ward.own.or(command::process);
        }
        return switch (judge.judge(hub, ward, hub.look())) {
            case Verdict.Wait(long _, Reason reason) -> {
                synchronized (ward) {
                    ward.told = Optional.empty();
                }
                yield new Observation.Unreadable(reason);
            }
            case Verdict.Tell(Observation observation, long starts) -> {
                synchronized (ward) {
                    ward.told = Optional.of(observation);
                    ward.toldStarts = starts;
                }
                yield inLightOf(command, ward, observation);
            }
        };
    }

    /// What the question itself tells: the core knows more of the past than PM2.
    private Observation inLightOf(Command.ObserveProcess command, Ward ward, Observation observation) {
        boolean isOtherBoot = command.process()
                .filter(process -> !process.bootId().equals(machine.bootId()))
                .isPresent();
        boolean isStoppedByUs;
        synchronized (ward) {
            isStoppedByUs = ward.isStoppedByUs;
        }
        // It has run before, and is not known to run: then it was down before anybody could stop it, or we stopped it ourselves.
        boolean wasDown = isStoppedByUs || (command.process().isEmpty() && command.next().number() > 1);
        return switch (observation) {
            case Observation.Gone _ when isOtherBoot -> new Observation.OtherBoot();
            case Observation.Rested _ when isStoppedByUs && isOtherBoot -> new Observation.OtherBoot();
            case Observation.Rested _ when wasDown -> new Observation.Gone(new ExitStatus.Unknown(), 0);
            case Observation.Gone _,
                    Observation.Rested _,
                    Observation.Running _,
                    Observation.OtherBoot _,
                    Observation.Reviving _,
                    Observation.Absent _,
                    Observation.Unreadable _ -> observation;
        };
    }

    /// Nothing is told while the core would not listen: before it has asked, and while commands are under way.
    private long tell(Hub hub, Ward ward, Backend.Look look) {
        return switch (judge.judge(hub, ward, look)) {
            case Verdict.Wait(long nanos, Reason _) -> nanos;
            case Verdict.Tell(Observation observation, long starts) -> {
                synchronized (ward) {
                    if (!ward.isBusy()) {
                        tell(hub, ward, observation, starts);
                    }
                }
                yield Long.MAX_VALUE;
            }
        };
    }

    private void tell(Hub hub, Ward ward, Observation observation, long starts) {
        boolean isRunning = observation instanceof Observation.Running;
        boolean isKnown = isSame(ward, observation, starts) || (ward.isStoppedByUs && !isRunning);
        if (isKnown) {
            return;
        }
        // How the earlier process ended is worth telling, however soon PM2 had another one up.
        if (observation instanceof Observation.Running(ProcessIdentity _, Origin origin)
                && origin == Origin.BACKEND
                && ward.told.orElse(observation) instanceof Observation.Running(ProcessIdentity earlier, Origin _)) {
            ExitStatus status = hub.ends().status(new ProcessKey(earlier.pid(), earlier.startTicks()), 0);
            if (!(status instanceof ExitStatus.Unknown)) {
                news(ward, new Observation.Reviving(status, 0, Reason.of("driver.pm2.coming", ward.spec.selector(), 0)));
            }
        }
        ward.told = Optional.of(observation);
        ward.toldStarts = starts;
        ward.isStoppedByUs = ward.isStoppedByUs && !isRunning;
        ward.isStoppedUnheard = false;
        news(ward, observation);
    }

    private void news(Ward ward, Observation observation) {
        events.accept(new Event.BackendChanged(ward.service, observation));
    }

    private static boolean isSame(Ward ward, Observation observation, long starts) {
        return ward.told
                .filter(told -> switch (observation) {
                    case Observation.Running running ->
                        told instanceof Observation.Running earlier && earlier.process().equals(running.process());
                    case Observation.Reviving _ -> told instanceof Observation.Reviving && ward.toldStarts == starts;
                    case Observation.Gone _ -> told instanceof Observation.Gone && ward.toldStarts == starts;
                    case Observation.Rested _ -> told instanceof Observation.Rested;
                    case Observation.Absent _ -> told instanceof Observation.Absent;
                    case Observation.OtherBoot _, Observation.Unreadable _ -> true;
                })
                .isPresent();
    }

    private void carryOut(ServiceSpec service, BiConsumer<Hub, Ward> action, Consumer<Reason> impossible) {
        DriverSpec.Pm2 spec = spec(service);
        Ward ward = wards.computeIfAbsent(service.id(), id -> new Ward(id, spec));
        ward.begin();
        ward.commands.submit(() -> {
            Optional<Home> home = home(spec);
            if (home.isEmpty()) {
                impossible.accept(Reason.of("driver.user-missing", spec.user().orElse("")));
                ward.end();
                return;
            }
            Hub hub = hub(home.get(), ward, spec);
            try {
                action.accept(hub, ward);
            } finally {
                ward.end();
                hub.changed();
            }
        });
    }

    private Hub hub(Home home, Ward ward, DriverSpec.Pm2 spec) {
        synchronized (ward) {
            if (!ward.spec.equals(spec)) {
                home(ward.spec).map(hubs::get).ifPresent(earlier -> earlier.forget(ward));
                ward.spec = spec;
                ward.last = Optional.empty();
                ward.marks.clear();
            }
        }
        Hub hub = hubs.computeIfAbsent(home, one -> new Hub(machine, one, this::tell));
        hub.follow(ward);
        return hub;
    }

    private static DriverSpec.Pm2 spec(ServiceSpec service) {
        if (!(service.driver() instanceof DriverSpec.Pm2 spec)) {
            throw new IllegalStateException("a command for " + service.id() + ", which PM2 does not run");
        }
        return spec;
    }

    private Optional<Home> home(DriverSpec.Pm2 spec) {
        return Home.of(machine.kernel(), spec);
    }
}
