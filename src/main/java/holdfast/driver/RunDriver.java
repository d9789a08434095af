package holdfast.driver;

import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event;
import holdfast.model.Event.Observation;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Runs services as processes of its own: each in its own session and, where permitted, its own cgroup, with its output going
/// straight to a file, so that they live on when Holdfast dies and are found again when it comes back.
///
/// It signals nothing that is not proven to belong to the service, see [Family], and starts nothing while an earlier incarnation
/// is not proven gone.
///
/// Threading: any. Commands run on virtual threads; those for one service wait for one another.
public final class RunDriver implements Driver {
    private final Consumer<Event> events;
    private final Starter starter;
    private final Stopper stopper;
    private final Observer observer;
    private final Adoption adoption;
    private final Reload reload;
    private final String instance;
    private final Map<ServiceId, Desk> desks = new ConcurrentHashMap<>();

    public RunDriver(Machine machine, Consumer<Event> events) {
        this.events = events;
        this.instance = machine.instance();
        this.adoption = new Adoption(machine, events);
        this.reload = new Reload(machine, new Program(new Errand(machine)));
        this.starter = new Starter(machine, events);
        this.stopper = new Stopper(machine, adoption);
        this.observer = new Observer(machine, adoption);
    }

    @Override
    public void start(Command.StartProcess command, ServiceSpec service) {
        carryOut(service, (spec, desk) -> {
            StartOutcome outcome = starter.start(command, service, spec, desk);
            events.accept(new Event.StartAnswered(service.id(), command.incarnation(), outcome));
            if (outcome instanceof StartOutcome.Started) {
                desk.run.ifPresent(run -> run.announce(true));
            }
        });
    }

    @Override
    public void stop(Command.StopProcess command, ServiceSpec service) {
        carryOut(service, (spec, desk) -> {
            StopOutcome outcome = stopper.stop(command, service, spec, desk);
            events.accept(new Event.StopAnswered(service.id(), command.command(), outcome));
        });
    }

    @Override
    public void reload(Command.ReloadProcess command, ServiceSpec service) {
        carryOut(service, (spec, desk) -> {
            Optional<Run> run = desk.run
                    .filter(one -> one.incarnation().equals(command.incarnation()))
                    .or(() -> known(command, service));
            ReloadOutcome outcome = run.map(one -> reload.reload(one, service, Path.of(spec.output())))
                    .orElseGet(() -> new ReloadOutcome.Gone(new ExitStatus.Unknown(), 0));
            events.accept(new Event.ReloadAnswered(service.id(), command.command(), outcome));
        });
    }

    /// From the journal only.
    private Optional<Run> known(Command.ReloadProcess command, ServiceSpec service) {
        var token = new Token(instance, service.id(), command.incarnation());
        return command.process().flatMap(identity -> adoption.adopt(token, identity, false).found());
    }

    @Override
    public void observe(Command.ObserveProcess command, ServiceSpec service) {
        carryOut(service, (spec, desk) -> {
            Observation observation = observer.observe(command, service, spec, desk);
            events.accept(new Event.ProcessObserved(service.id(), command.inquiry(), observation));
            if (observation instanceof Observation.Running) {
                desk.run.ifPresent(run -> run.announce(false));
            }
        });
    }

    private void carryOut(ServiceSpec service, BiConsumer<DriverSpec.Run, Desk> action) {
        switch (service.driver()) {
            case DriverSpec.Run spec -> {
                Desk desk = desks.computeIfAbsent(service.id(), _ -> new Desk());
                desk.submit(() -> action.accept(spec, desk));
            }
            case DriverSpec.Watch _,
                    DriverSpec.Pm2 _,
                    DriverSpec.Systemd _,
                    DriverSpec.Docker _,
                    DriverSpec.Compose _,
                    DriverSpec.Commands _ ->
                throw new IllegalStateException("a command for " + service.id() + ", which Holdfast does not run itself");
        }
    }
}
