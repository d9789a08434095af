package holdfast.driver;

import holdfast.linux.Exit;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event.Observation;
import holdfast.model.Event.Origin;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds out whether a service runs, from what the journal knows of it, and takes under watch what it finds.
///
/// | known | looked for |
/// |---|---|
/// | the process | exactly it: pid, start time, boot |
/// | only the incarnation: we died between its start and the record of it | the first process with its token or in its cgroup |
/// | nothing | a process started by hand, see [HandStarted] |
///
/// Threading: any.
final class Observer {
    private final Machine machine;
    private final Adoption adoption;
    private final HandStarted handStarted;

    Observer(Machine machine, Adoption adoption) {
        this.machine = machine;
        this.adoption = adoption;
        this.handStarted = new HandStarted(machine);
    }

    Observation observe(Command.ObserveProcess command, ServiceSpec service, DriverSpec.Run spec, Desk desk) {
        if (command.incarnation().isEmpty()) {
            return byHand(command, service, spec, desk);
        }
        Incarnation incarnation = command.incarnation().get();
        var token = new Token(machine.instance(), service.id(), incarnation);
        Optional<Run> current = desk.run.filter(run -> run.incarnation().equals(incarnation));
        if (current.isPresent() && !current.get().isOver()) {
            return new Observation.Running(current.get().identity(), origin(current.get()));
        }
        Optional<ProcessIdentity> process = command.process().or(() -> current.map(Run::identity));
        if (process.isEmpty()) {
            return unrecorded(token, desk);
        }
        if (!process.get().bootId().equals(machine.bootId())) {
            return new Observation.OtherBoot();
        }
        return switch (adoption.adopt(token, process.get(), false)) {
            case Reading.Found<Run>(Run run) -> running(run, desk);
            case Reading.Gone<Run> _ -> gone(token, current, process.get());
            case Reading.Unreadable<Run>(String subject, String cause) -> unreadable(subject, cause);
        };
    }

    /// The main process leads a session of its own, being spawned so; a descendant may lead one too, but was born later.
    private Observation unrecorded(Token token, Desk desk) {
        Reading<List<ProcessStat>> members =
                new Family(machine, token.service(), Set.of()).of(token.incarnation());
        return switch (members) {
            case Reading.Found<List<ProcessStat>>(List<ProcessStat> some) -> {
                Optional<ProcessIdentity> main = some.stream()
                        .filter(stat -> stat.session() == stat.pid())
                        .map(stat -> new ProcessIdentity(stat.pid(), stat.startTicks(), machine.bootId()))
                        .findFirst();
                yield main.map(one -> adoption.adopt(token, one, false))
                        .flatMap(Reading::found)
                        .map(run -> running(run, desk))
                        .orElseGet(() -> new Observation.Gone(new ExitStatus.Unknown(), some.size()));
            }
            case Reading.Gone<List<ProcessStat>> _ -> unreadable("/proc", "No such file or directory");
            case Reading.Unreadable<List<ProcessStat>>(String subject, String cause) -> unreadable(subject, cause);
        };
    }

    private Observation byHand(Command.ObserveProcess command, ServiceSpec service, DriverSpec.Run spec, Desk desk) {
        var token = new Token(machine.instance(), service.id(), command.next());
        return switch (handStarted.find(spec)) {
            case Reading.Found<ProcessIdentity>(ProcessIdentity identity) ->
                switch (adoption.adopt(token, identity, true)) {
                    case Reading.Found<Run>(Run run) -> running(run, desk);
                    case Reading.Gone<Run> _ -> new Observation.Gone(new ExitStatus.Unknown(), 0);
                    case Reading.Unreadable<Run>(String subject, String cause) -> unreadable(subject, cause);
                };
            case Reading.Gone<ProcessIdentity> _ -> new Observation.Gone(new ExitStatus.Unknown(), 0);
            case Reading.Unreadable<ProcessIdentity>(String subject, String cause) -> unreadable(subject, cause);
        };
    }

    private Observation gone(Token token, Optional<Run> current, ProcessIdentity process) {
        var family = new Family(
                machine, token.service(), current.map(Run::known).orElseGet(() -> Set.of(Run.key(process))));
        ExitStatus status = current.map(run -> run.awaitEnd(0)).orElseGet(() -> ofZombie(process));
        return switch (family.of(token.incarnation())) {
            case Reading.Found<List<ProcessStat>>(List<ProcessStat> some) -> new Observation.Gone(status, some.size());
            case Reading.Gone<List<ProcessStat>> _ -> unreadable("/proc", "No such file or directory");
            case Reading.Unreadable<List<ProcessStat>>(String subject, String cause) -> unreadable(subject, cause);
        };
    }

    /// A process that ended while no Holdfast ran and that its parent has not reaped yet. Only root is shown its status reliably.
    private ExitStatus ofZombie(ProcessIdentity process) {
        return machine.table()
                .stat(Run.key(process))
                .found()
                .filter(stat -> stat.hasEnded() && machine.kernel().userId() == 0)
                .map(stat -> Run.status(Exit.ofWaitStatus(stat.waitStatus())))
                .orElseGet(ExitStatus.Unknown::new);
    }

    private static Observation running(Run run, Desk desk) {
        desk.run = Optional.of(run);
        desk.isSwept = false;
        return new Observation.Running(run.identity(), origin(run));
    }

    private static Origin origin(Run run) {
        return run.isByHand() ? Origin.HAND : Origin.HOLDFAST;
    }

    private static Observation unreadable(String subject, String cause) {
        return new Observation.Unreadable(Reason.of("driver.processes-unreadable", subject, cause));
    }
}
