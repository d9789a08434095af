package holdfast.daemon.control;

import holdfast.daemon.control.Plan.Kind;
import holdfast.daemon.control.Plan.Left;
import holdfast.daemon.control.Plan.Means;
import holdfast.daemon.control.Plan.Step;
import holdfast.linux.Signals;
import holdfast.model.CheckId;
import holdfast.model.Command;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.ReloadSpec;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import holdfast.supervisor.Foresight;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts what the core foresees into the form that is told.
///
/// Threading: any.
public final class Planner {
    private Planner() {}

    public static Plan plan(Foresight.Plan foreseen, PlanSight sight) {
        return new Plan(
                foreseen.steps().stream().map(step -> step(step, sight)).toList(),
                foreseen.left().stream().map(left -> new Left(left.service(), left.reason())).toList());
    }

    private static Step step(Foresight.Step step, PlanSight sight) {
        ServiceSpec service = step.service();
        return switch (step.command()) {
            case Command.StartProcess start -> {
                Optional<Long> number = Optional.of(start.incarnation().number());
                yield new Step(
                        step.afterNanos(), Kind.START, service.id(), step.purpose(), number, Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.of(start.manner()), starting(service));
            }
            case Command.StopProcess stop -> {
                Optional<Long> number = Optional.of(stop.incarnation().number());
                yield new Step(
                        step.afterNanos(), Kind.STOP, service.id(), step.purpose(), number, pid(stop.process()), Optional.empty(),
                        Optional.empty(), Optional.empty(), stopping(service, stop.graceNanos()));
            }
            case Command.ReloadProcess reload -> {
                Optional<Long> number = Optional.of(reload.incarnation().number());
                yield new Step(
                        step.afterNanos(), Kind.RELOAD, service.id(), Optional.empty(), number, pid(reload.process()), Optional.empty(),
                        Optional.empty(), Optional.empty(), reloading(service));
            }
            case Command.ApplyRemedy apply -> new Step(
                    step.afterNanos(), Kind.REPAIR, service.id(), Optional.empty(), Optional.empty(), pid(apply.process()),
                    Optional.empty(), what(step, apply.remedy(), sight), Optional.empty(), repairing(service, apply.remedy()));
            case Command.ObserveProcess observe ->
                look(step, Kind.OBSERVE, observe.incarnation(), observe.process(), Optional.empty());
            case Command.Examine examine -> look(step, Kind.EXAMINE, examine.incarnation(), examine.process(), Optional.empty());
            case Command.RunProbe probe ->
                look(step, Kind.CHECK, Optional.empty(), probe.process(), Optional.of(probe.check().name()));
            case Command.Wake wake -> throw new IllegalStateException("an alarm is no step: " + wake);
        };
    }

    private static Step look(
            Foresight.Step step,
            Kind kind,
            Optional<Incarnation> incarnation,
            Optional<ProcessIdentity> process,
            Optional<String> check) {
        return new Step(
                step.afterNanos(), kind, step.service().id(), Optional.empty(), incarnation.map(Incarnation::number), pid(process),
                check, Optional.empty(), Optional.empty(), by(step.service(), List.of(), Optional.empty()));
    }

    /// One that is only foreseen has none yet.
    private static Optional<Long> pid(Optional<ProcessIdentity> process) {
        return process.map(ProcessIdentity::pid).filter(pid -> pid > 0);
    }

    private static Means starting(ServiceSpec service) {
        return switch (service.driver()) {
            case DriverSpec.Run run -> new Means(
                    driver(service.driver()), Optional.empty(), run.argv(), Optional.of(run.directory()), run.user(), Optional.empty(),
                    Optional.empty(), run.port(), List.of());
            case DriverSpec.Commands commands -> command(service, commands.start());
            case DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Watch _ ->
                by(service, List.of(), Optional.empty());
        };
    }

    private static Means stopping(ServiceSpec service, long graceNanos) {
        return switch (service.driver()) {
            case DriverSpec.Run run -> new Means(
                    driver(service.driver()), Optional.empty(), List.of(), Optional.empty(), Optional.empty(),
                    Optional.of(Signals.name(run.stopSignal())), Optional.of(graceNanos), Optional.empty(), List.of());
            case DriverSpec.Commands commands -> command(service, commands.stop());
            case DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Watch _ ->
                by(service, List.of(), Optional.of(graceNanos));
        };
    }

    /// Where the configuration does not say how, its backend knows.
    private static Means reloading(ServiceSpec service) {
        return service.reload()
                .map(by -> switch (by) {
                    case ReloadSpec.ByCommand(CommandLine command) -> command(service, command);
                    case ReloadSpec.BySignal(int number) -> new Means(
                            driver(service.driver()), target(service.driver()), List.of(), Optional.empty(), Optional.empty(),
                            Optional.of(Signals.name(number)), Optional.empty(), Optional.empty(), List.of());
                })
                .orElseGet(() -> by(service, List.of(), Optional.empty()));
    }

    /// In one sentence; of files, what would be typed to the same end.
    private static Optional<Reason> what(Foresight.Step step, Remedy remedy, PlanSight sight) {
        return remedy instanceof Remedy.SetOwnership(CheckId id)
                ? step.service().checks().stream()
                        .filter(check -> check.id().equals(id))
                        .flatMap(check -> check.question() instanceof Question.Files files ? Stream.of(files) : Stream.empty())
                        .findFirst()
                        .map(files -> Reason.of("daemon.plan.ownership", typed(files)))
                        .or(step::what)
                : sight.what(remedy).or(step::what);
    }

    private static String typed(Question.Files files) {
        String all = files.recursive() ? "-R " : "";
        String owner = files.rules().owner().orElse("") + files.rules().group().map(group -> ":" + group).orElse("");
        Optional<String> mode = files.rules().mode().map(wanted -> "chmod " + all + wanted + " " + files.path());
        Stream<String> own = owner.isEmpty() ? Stream.empty() : Stream.of("chown " + all + owner + " " + files.path());
        return Stream.concat(own, mode.stream()).collect(Collectors.joining(" && "));
    }

    private static Means repairing(ServiceSpec service, Remedy remedy) {
        return switch (remedy) {
            case Remedy.RunCommand run -> command(service, run.command());
            case Remedy.ClearCaches caches -> by(service, caches.paths(), Optional.empty());
            case Remedy.ReclaimDisk disk -> by(service, disk.caches(), Optional.empty());
            case Remedy.RestoreDatabase database -> by(service, List.of(database.file()), Optional.empty());
            case Remedy.SetOwnership _, Remedy.FreePort _, Remedy.DropSwap _, Remedy.StartInstances _ ->
                by(service, List.of(), Optional.empty());
        };
    }

    private static Means command(ServiceSpec service, CommandLine command) {
        return new Means(
                driver(service.driver()), Optional.empty(), command.argv(), Optional.of(command.directory()), command.user(),
                Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    private static Means by(ServiceSpec service, List<String> paths, Optional<Long> graceNanos) {
        return new Means(
                driver(service.driver()), target(service.driver()), List.of(), Optional.empty(), Optional.empty(), Optional.empty(),
                graceNanos, Optional.empty(), paths);
    }

    private static String driver(DriverSpec driver) {
        return switch (driver) {
            case DriverSpec.Run _ -> "run";
            case DriverSpec.Watch _ -> "watch";
            case DriverSpec.Pm2 _ -> "pm2";
            case DriverSpec.Systemd _ -> "systemd";
            case DriverSpec.Docker _ -> "docker";
            case DriverSpec.Compose _ -> "compose";
            case DriverSpec.Commands _ -> "command";
        };
    }

    private static Optional<String> target(DriverSpec driver) {
        return switch (driver) {
            case DriverSpec.Pm2 pm2 -> Optional.of(pm2.selector());
            case DriverSpec.Systemd systemd -> Optional.of(systemd.unit());
            case DriverSpec.Docker docker -> Optional.of(docker.selector());
            case DriverSpec.Compose compose -> Optional.of(compose.service());
            case DriverSpec.Run _, DriverSpec.Commands _, DriverSpec.Watch _ -> Optional.empty();
        };
    }
}
