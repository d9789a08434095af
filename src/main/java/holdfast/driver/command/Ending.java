package holdfast.driver.command;

import holdfast.driver.Machine;
import holdfast.driver.Names;
import holdfast.driver.Program;
import holdfast.driver.Reaper;
import holdfast.driver.Run;
import holdfast.driver.command.View.Files;
import holdfast.driver.command.View.Sight;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.Signals;
import holdfast.model.Command;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Event.StopOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;

/// Stops a service by its command, waits until it is gone, and ends what the command has left: only what is proven to be of the
/// service is signalled.
///
/// Threading: one command of the service at a time; blocks its caller.
final class Ending {
    /// Nanoseconds between TERM and KILL for what the stop command has left at the end of its time.
    private static final long LEFTOVER_GRACE_NANOS = 2_000_000_000L;

    /// Nanoseconds to wait for the status of a main process that is gone.
    private static final long STATUS_NANOS = 2_000_000_000L;

    private final Machine machine;
    private final View view;
    private final Program program;

    Ending(Machine machine, View view, Program program) {
        this.machine = machine;
        this.view = view;
        this.program = program;
    }

    /// What is known of the main process: as far as recorded, and watched.
    record Known(Optional<ProcessIdentity> process, Optional<Run> run) {}

    StopOutcome stop(
            Command.StopProcess command, ServiceSpec service, DriverSpec.Commands spec, Files files, Known known) {
        long deadline = System.nanoTime() + command.graceNanos();
        Sight before = view.look(service.id(), spec, files, known.process());
        Optional<ProcessIdentity> main = switch (before) {
            case Sight.Alive(ProcessIdentity process) -> Optional.of(process);
            case Sight.Somewhere(), Sight.Nothing(), Sight.Unclear _ -> Optional.empty();
        };
        if (before instanceof Sight.Nothing) {
            return left(service, spec, files, known, Optional.empty());
        }
        // Before anything is stopped: who is proven now through its parent stays proven without it.
        Optional<Run> run = known.run().filter(one -> main.filter(one.identity()::equals).isPresent())
                .or(() -> main.flatMap(process ->
                        view.watch(service.id(), command.incarnation(), process, files).found()));
        var family = view.family(service.id(), main);
        Reading<List<ProcessStat>> _ = family.all();
        Program.Report report = program.other(within(spec.stop(), command.graceNanos()), files.log(), main, service.id());
        run.ifPresent(one -> {
            ExitStatus _ = one.awaitEnd(Math.max(0, deadline - System.nanoTime()));
        });
        Reading<List<ProcessStat>> left = new Reaper(machine, family::all)
                .end(main.map(Run::key), Signals.TERM, LEFTOVER_GRACE_NANOS, List.of());
        if (left instanceof Reading.Found<List<ProcessStat>>(List<ProcessStat> some) && !some.isEmpty()) {
            return new StopOutcome.NotProven(Names.unkillable(machine, some.getFirst()));
        }
        Optional<Reason> complaint =
                report.isGood() ? Optional.empty() : Optional.of(report.complaint("stop", spec.stop()));
        return left(service, spec, files, new Known(main, run), complaint);
    }

    /// What shows of it now. It must be nothing.
    private StopOutcome left(
            ServiceSpec service, DriverSpec.Commands spec, Files files, Known known, Optional<Reason> complaint) {
        return switch (view.look(service.id(), spec, files, known.process())) {
            case Sight.Nothing() -> new StopOutcome.Gone(
                    known.run().map(run -> run.awaitEnd(STATUS_NANOS)).orElseGet(ExitStatus.Unknown::new));
            case Sight.Alive(ProcessIdentity process) ->
                new StopOutcome.NotProven(complaint.orElseGet(() -> Reason.of("driver.command.still-runs", process.pid())));
            case Sight.Somewhere() ->
                new StopOutcome.NotProven(complaint.orElseGet(() -> Reason.of("driver.command.still-says")));
            case Sight.Unclear(Reason reason) -> new StopOutcome.NotProven(complaint.orElse(reason));
        };
    }

    private static CommandLine within(CommandLine command, long nanos) {
        return new CommandLine(
                command.argv(), command.directory(), command.user(), command.environment(), Math.max(1_000_000_000L, nanos));
    }
}
