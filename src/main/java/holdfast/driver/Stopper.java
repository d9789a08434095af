package holdfast.driver;

import holdfast.linux.Cgroup;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Stops a service: its main process and all that is proven to belong to it, in the steps of [Reaper].
///
/// Threading: any; blocks its caller, who brings a virtual thread.
final class Stopper {
    /// Nanoseconds to wait for the status of a main process that has already been seen to be gone.
    private static final long STATUS_NANOS = 2_000_000_000L;

    private final Machine machine;
    private final Adoption adoption;

    Stopper(Machine machine, Adoption adoption) {
        this.machine = machine;
        this.adoption = adoption;
    }

    StopOutcome stop(Command.StopProcess command, ServiceSpec service, DriverSpec.Run spec, Desk desk) {
        Optional<Run> run = desk.run
                .filter(one -> one.incarnation().equals(command.incarnation()))
                .or(() -> watched(command, service));
        var known = new HashSet<ProcessKey>();
        run.ifPresent(one -> known.addAll(one.known()));
        var family = new Family(machine, service.id(), known);
        // Before anything is signalled: whoever is proven through its parent now is known for good.
        Reading<List<ProcessStat>> members = family.all();
        if (!(members instanceof Reading.Found<List<ProcessStat>>)) {
            return unreadable(members);
        }
        List<Cgroup> cgroups = machine.cgroups().of(service.id().name());
        Optional<ProcessKey> main =
                run.filter(one -> !one.isOver()).map(one -> Run.key(one.identity())).or(() -> leader(family, command));
        Reading<List<ProcessStat>> left =
                new Reaper(machine, family::all).end(main, spec.stopSignal(), command.graceNanos(), cgroups);
        if (left instanceof Reading.Found<List<ProcessStat>>(List<ProcessStat> some)) {
            if (some.isEmpty()) {
                cgroups.forEach(machine.cgroups()::remove);
                desk.isSwept = true;
                ExitStatus status = run.map(one -> one.awaitEnd(STATUS_NANOS)).orElseGet(ExitStatus.Unknown::new);
                desk.run = Optional.empty();
                return new StopOutcome.Gone(status);
            }
            return new StopOutcome.NotProven(Names.unkillable(machine, some.getFirst()));
        }
        return unreadable(left);
    }

    /// Known from the journal only: watched from now on, so that its status is not lost.
    private Optional<Run> watched(Command.StopProcess command, ServiceSpec service) {
        return command.process().flatMap(identity ->
                adoption.adopt(new Token(machine.instance(), service.id(), command.incarnation()), identity, false)
                        .found());
    }

    /// Not known at all, for Holdfast died between the start and its record: the first process of the incarnation.
    private Optional<ProcessKey> leader(Family family, Command.StopProcess command) {
        return family.of(command.incarnation())
                .found()
                .flatMap(members -> members.stream()
                        .filter(stat -> stat.session() == stat.pid())
                        .map(ProcessStat::key)
                        .findFirst());
    }

    private static StopOutcome unreadable(Reading<List<ProcessStat>> members) {
        return members instanceof Reading.Unreadable<List<ProcessStat>>(String subject, String cause)
                ? new StopOutcome.NotProven(Reason.of("driver.processes-unreadable", subject, cause))
                : new StopOutcome.NotProven(Reason.of("driver.processes-unreadable", "/proc", "No such file or directory"));
    }
}
