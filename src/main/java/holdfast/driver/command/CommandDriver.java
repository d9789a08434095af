package holdfast.driver.command;

import holdfast.driver.Adoption;
import holdfast.driver.Driver;
import holdfast.driver.Errand;
import holdfast.driver.HealthSource;
import holdfast.driver.Machine;
import holdfast.driver.Program;
import holdfast.driver.Reload;
import holdfast.driver.Run;
import holdfast.driver.command.View.Files;
import holdfast.driver.command.View.Sight;
import holdfast.linux.ProcessStat;
import holdfast.model.Command;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ReloadSpec;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Keeps services by their owner's commands. The commands do it; what they came to is found out without them, by pid file and mark,
/// and a main process that is found is watched, so that its end is an event.
///
/// Threading: any. Commands run on virtual threads; those for one service wait for one another.
public final class CommandDriver implements Driver, HealthSource {
    /// Stands for the main process of a service of which only the status command knows that it runs.
    private static final String NO_PROCESS = "status";

    private final String bootId;
    private final Path stateDirectory;
    private final Consumer<Event> events;
    private final View view;
    private final Starting starting;
    private final Ending ending;
    private final Reload reload;
    private final Map<ServiceId, Post> posts = new ConcurrentHashMap<>();

    /// @param stateDirectory holds the logs, and what is remembered of main processes
    public CommandDriver(Machine machine, Path stateDirectory, Consumer<Event> events) {
        this.bootId = machine.bootId();
        this.stateDirectory = stateDirectory;
        this.events = events;
        var program = new Program(new Errand(machine));
        this.view = new View(machine, new Adoption(machine, events), program);
        this.starting = new Starting(machine, view, program);
        this.ending = new Ending(machine, view, program);
        this.reload = new Reload(machine, program);
    }

    @Override
    public void start(Command.StartProcess command, ServiceSpec service) {
        carryOut(service, (spec, post) -> {
            Files files = files(service.id());
            StartOutcome outcome = switch (starting.start(command, service, spec, files)) {
                case Starting.Begun.Not(StartOutcome.Failed failed) -> failed;
                case Starting.Begun.Nowhere() -> new StartOutcome.Started(somewhere());
                case Starting.Begun.Runs(ProcessIdentity process) -> {
                    post.run = view.watch(service.id(), command.incarnation(), process, files).found();
                    yield new StartOutcome.Started(process);
                }
            };
            events.accept(new Event.StartAnswered(service.id(), command.incarnation(), outcome));
            if (outcome instanceof StartOutcome.Started(ProcessIdentity process)) {
                announce(post, service.id(), command.incarnation(), process);
            }
        });
    }

    @Override
    public void stop(Command.StopProcess command, ServiceSpec service) {
        carryOut(service, (spec, post) -> {
            Optional<ProcessIdentity> known = command.process().or(() -> post.run.map(Run::identity));
            StopOutcome outcome = ending.stop(
                    command, service, spec, files(service.id()), new Ending.Known(known, post.run));
            if (outcome instanceof StopOutcome.Gone) {
                post.run = Optional.empty();
            }
            events.accept(new Event.StopAnswered(service.id(), command.command(), outcome));
        });
    }

    @Override
    public void reload(Command.ReloadProcess command, ServiceSpec service) {
        carryOut(service, (spec, post) -> {
            ReloadOutcome outcome = reloaded(command, service, spec, post);
            events.accept(new Event.ReloadAnswered(service.id(), command.command(), outcome));
            if (outcome instanceof ReloadOutcome.Reloaded(ProcessIdentity process)
                    && !command.process().equals(Optional.of(process))) {
                announce(post, service.id(), command.next(), process);
            }
        });
    }

    /// What the command left is looked for as after a start: it may have put another main process in the place of the one before.
    private ReloadOutcome reloaded(Command.ReloadProcess command, ServiceSpec service, DriverSpec.Commands spec, Post post) {
        if (!(service.reload().orElse(null) instanceof ReloadSpec.ByCommand(CommandLine line))) {
            return new ReloadOutcome.Refused(Reason.of("driver.reload.no-way", service.id()));
        }
        Files files = files(service.id());
        Optional<ReloadOutcome> failed = reload.run(line, command.process(), service, files.log());
        return failed.orElseGet(() -> switch (view.look(service.id(), spec, files, command.process())) {
            case Sight.Alive(ProcessIdentity process) -> {
                boolean isWatched = post.run.filter(run -> run.identity().equals(process) && !run.isOver()).isPresent();
                if (!isWatched) {
                    boolean isSame = command.process().equals(Optional.of(process));
                    post.run = view.watch(service.id(), isSame ? command.incarnation() : command.next(), process, files).found();
                }
                yield new ReloadOutcome.Reloaded(process);
            }
            case Sight.Somewhere() -> new ReloadOutcome.Reloaded(somewhere());
            case Sight.Nothing() -> new ReloadOutcome.Gone(new ExitStatus.Unknown(), 0);
            case Sight.Unclear(Reason reason) -> new ReloadOutcome.Failed(reason);
        });
    }

    @Override
    public void observe(Command.ObserveProcess command, ServiceSpec service) {
        carryOut(service, (spec, post) -> {
            Files files = files(service.id());
            Optional<ProcessIdentity> known = command.process().or(() -> post.run.map(Run::identity));
            Observation observation = switch (view.look(service.id(), spec, files, known)) {
                case Sight.Alive(ProcessIdentity process) -> running(command, service.id(), post, process, files);
                case Sight.Somewhere() -> new Observation.Running(somewhere(), origin(command, somewhere()));
                case Sight.Nothing() -> nothing(command, service.id());
                case Sight.Unclear(Reason reason) -> new Observation.Unreadable(reason);
            };
            events.accept(new Event.ProcessObserved(service.id(), command.inquiry(), observation));
            if (observation instanceof Observation.Running(ProcessIdentity process, Origin _)) {
                announce(post, service.id(), number(command, process), process);
            }
        });
    }

    @Override
    public ProbeResult health(ServiceSpec service, long withinNanos) {
        return view.health(service.id(), commands(service), files(service.id()), withinNanos);
    }

    private Observation running(
            Command.ObserveProcess command, ServiceId service, Post post, ProcessIdentity process, Files files) {
        boolean isWatched = post.run.filter(run -> run.identity().equals(process) && !run.isOver()).isPresent();
        if (!isWatched) {
            post.run = view.watch(service, number(command, process), process, files).found();
        }
        return new Observation.Running(process, origin(command, process));
    }

    private Observation nothing(Command.ObserveProcess command, ServiceId service) {
        boolean isOfOtherBoot =
                command.process().filter(process -> isOfOtherBoot(process)).isPresent();
        int survivors = view.members(service, command.process()).found().map(List<ProcessStat>::size).orElse(0);
        return isOfOtherBoot ? new Observation.OtherBoot() : new Observation.Gone(new ExitStatus.Unknown(), survivors);
    }

    private boolean isOfOtherBoot(ProcessIdentity process) {
        return !process.bootId().equals(bootId) && !process.bootId().equals(NO_PROCESS);
    }

    private static Origin origin(Command.ObserveProcess command, ProcessIdentity process) {
        return command.incarnation().isPresent() && command.process().map(process::equals).orElse(true)
                ? Origin.HOLDFAST
                : Origin.HAND;
    }

    /// What the core is going to call it.
    private static Incarnation number(Command.ObserveProcess command, ProcessIdentity process) {
        return command.incarnation()
                .filter(_ -> command.process().map(process::equals).orElse(true))
                .orElse(command.next());
    }

    /// Only now may its end be told. Where it could not be watched any more it has ended.
    private void announce(Post post, ServiceId service, Incarnation incarnation, ProcessIdentity process) {
        if (post.run.isPresent()) {
            post.run.get().announce();
        } else if (!process.bootId().equals(NO_PROCESS)) {
            events.accept(new Event.ProcessExited(service, incarnation, new ExitStatus.Unknown(), 0));
        }
    }

    private static ProcessIdentity somewhere() {
        return new ProcessIdentity(0, 0, NO_PROCESS);
    }

    private Files files(ServiceId service) {
        return new Files(
                stateDirectory.resolve("logs").resolve(service.name() + ".log"),
                new Portrait(stateDirectory.resolve("commands").resolve(service.name() + ".program")));
    }

    private void carryOut(ServiceSpec service, BiConsumer<DriverSpec.Commands, Post> action) {
        DriverSpec.Commands spec = commands(service);
        Post post = posts.computeIfAbsent(service.id(), _ -> new Post());
        post.lane.submit(() -> action.accept(spec, post));
    }

    private static DriverSpec.Commands commands(ServiceSpec service) {
        if (service.driver() instanceof DriverSpec.Commands spec) {
            return spec;
        }
        throw new IllegalStateException(service.id() + " is not kept by commands");
    }
}
