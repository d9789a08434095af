package holdfast.driver.command;

import holdfast.driver.Errand;
import holdfast.driver.Machine;
import holdfast.driver.Names;
import holdfast.driver.PortProof;
import holdfast.driver.Program;
import holdfast.driver.Reaper;
import holdfast.driver.command.View.Files;
import holdfast.driver.command.View.Sight;
import holdfast.linux.PortHolder;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.Signals;
import holdfast.model.Command;
import holdfast.model.Command.Manner;
import holdfast.model.DriverSpec;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Starts a service by its command: nothing of it may run before, and something of it must run afterwards.
///
/// Threading: one command of the service at a time; blocks its caller.
final class Starting {
    /// Nanoseconds that what an earlier incarnation has left gets to end on TERM.
    private static final long LEFTOVER_GRACE_NANOS = 2_000_000_000L;

    /// Nanoseconds, from the end of the start command, for the main process to show. A daemon often writes its pid file only after
    /// the command that started it has returned.
    private static final long SHOW_NANOS = 10_000_000_000L;

    private static final long LOOK_AGAIN_NANOS = 20_000_000L;

    private final Machine machine;
    private final View view;
    private final Program program;
    private final PortProof ports;

    Starting(Machine machine, View view, Program program) {
        this.machine = machine;
        this.view = view;
        this.program = program;
        this.ports = new PortProof(machine);
    }

    /// What became of it.
    sealed interface Begun {
        record Runs(ProcessIdentity process) implements Begun {}

        /// Its status command says so; no process is known.
        record Nowhere() implements Begun {}

        record Not(StartOutcome.Failed failed) implements Begun {}
    }

    Begun start(Command.StartProcess command, ServiceSpec service, DriverSpec.Commands spec, Files files) {
        return switch (view.look(service.id(), spec, files, command.previous())) {
            case Sight.Unclear(Reason reason) -> not(StartFailure.PREVIOUS_NOT_GONE, reason);
            // Somebody was quicker. To start a second one is the one thing that must not happen.
            case Sight.Somewhere() -> new Begun.Nowhere();
            case Sight.Alive(ProcessIdentity process) when !isLeftover(service, process) -> new Begun.Runs(process);
            case Sight.Alive _, Sight.Nothing() -> swept(command, service, spec)
                    .or(() -> spec.port().flatMap(this::held))
                    .orElseGet(() -> run(command, service, spec, files));
        };
    }

    /// Marked by us, and the incarnation it was of is over, for it is to be started: what is left of it.
    private boolean isLeftover(ServiceSpec service, ProcessIdentity process) {
        return view.members(service.id(), Optional.empty())
                .found()
                .filter(members -> members.stream().anyMatch(member -> member.pid() == process.pid()))
                .isPresent();
    }

    /// Ends what earlier incarnations have left. Empty = nobody is left.
    private Optional<Begun> swept(Command.StartProcess command, ServiceSpec service, DriverSpec.Commands spec) {
        Reading<List<ProcessStat>> left = new Reaper(machine, () -> view.members(service.id(), command.previous()))
                .end(Optional.empty(), Signals.TERM, LEFTOVER_GRACE_NANOS, List.of());
        if (command.manner() != Manner.PLAIN) {
            spec.pidFile().map(Path::of).ifPresent(Starting::discard);
        }
        return switch (left) {
            case Reading.Found<List<ProcessStat>>(List<ProcessStat> some) when some.isEmpty() -> Optional.empty();
            case Reading.Found<List<ProcessStat>>(List<ProcessStat> some) ->
                Optional.of(not(StartFailure.PREVIOUS_NOT_GONE, Names.unkillable(machine, some.getFirst())));
            case Reading.Gone<List<ProcessStat>> _ -> Optional.of(
                    not(StartFailure.PREVIOUS_NOT_GONE, Reason.of("driver.processes-unreadable", "/proc", "No such file or directory")));
            case Reading.Unreadable<List<ProcessStat>>(String subject, String cause) -> Optional.of(
                    not(StartFailure.PREVIOUS_NOT_GONE, Reason.of("driver.processes-unreadable", subject, cause)));
        };
    }

    /// Many start scripts refuse to work beside the pid file of a process that is gone.
    private static void discard(Path stale) {
        try {
            java.nio.file.Files.deleteIfExists(stale);
        } catch (IOException kept) {
            // Then the start command says what it makes of it.
        }
    }

    private Optional<Begun> held(int port) {
        return switch (ports.holders(port)) {
            case Reading.Found<List<PortHolder>>(List<PortHolder> holders) when holders.isEmpty() -> Optional.empty();
            case Reading.Found<List<PortHolder>>(List<PortHolder> holders) ->
                Optional.of(new Begun.Not(PortProof.held(port, holders.getFirst())));
            case Reading.Gone<List<PortHolder>> _ -> Optional.empty();
            case Reading.Unreadable<List<PortHolder>>(String subject, String cause) ->
                Optional.of(new Begun.Not(PortProof.unknown(port, subject, cause)));
        };
    }

    private Begun run(Command.StartProcess command, ServiceSpec service, DriverSpec.Commands spec, Files files) {
        Program.Report report = program.start(spec.start(), files.log(), service.id(), command.incarnation());
        if (report.isGood()) {
            return shown(service, spec, files);
        }
        if (report.outcome() instanceof Errand.Outcome.Refused(StartOutcome.Failed failed)) {
            return new Begun.Not(failed);
        }
        // It says that it failed; whatever it has begun all the same goes with it.
        Reading<List<ProcessStat>> _ = new Reaper(machine, () -> view.members(service.id(), Optional.empty()))
                .end(Optional.empty(), Signals.TERM, LEFTOVER_GRACE_NANOS, List.of());
        return not(StartFailure.OTHER, report.complaint("start", spec.start()));
    }

    /// The system has no event for a process that may or may not come to be.
    private Begun shown(ServiceSpec service, DriverSpec.Commands spec, Files files) {
        long deadline = System.nanoTime() + SHOW_NANOS;
        while (true) {
            Sight sight = view.look(service.id(), withoutStatus(spec, deadline), files, Optional.empty());
            boolean isOver = System.nanoTime() > deadline;
            // With a pid file, whoever only carries the mark may be on the way to writing it.
            boolean isToBeNamed = spec.pidFile().isPresent() && !isOver;
            switch (sight) {
                case Sight.Alive(ProcessIdentity process) when !isToBeNamed || view.isNamed(service.id(), spec, files, process) -> {
                    return new Begun.Runs(process);
                }
                case Sight.Somewhere() -> {
                    return new Begun.Nowhere();
                }
                case Sight.Nothing() when isOver -> {
                    return not(StartFailure.OTHER, Reason.of("driver.command.nothing", spec.start().argv().getFirst()));
                }
                case Sight.Unclear(Reason reason) when isOver -> {
                    return not(StartFailure.OTHER, reason);
                }
                case Sight.Alive _, Sight.Nothing(), Sight.Unclear _ -> LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
    }

    /// The status command is asked at the end alone, unless nothing else can tell.
    private static DriverSpec.Commands withoutStatus(DriverSpec.Commands spec, long deadline) {
        boolean isAsked = spec.pidFile().isEmpty() || System.nanoTime() > deadline;
        return isAsked
                ? spec
                : new DriverSpec.Commands(
                        spec.start(), spec.stop(), Optional.empty(), spec.pidFile(), spec.port());
    }

    private static Begun not(StartFailure failure, Reason reason) {
        return new Begun.Not(new StartOutcome.Failed(failure, reason));
    }
}
