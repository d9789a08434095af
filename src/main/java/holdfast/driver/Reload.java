package holdfast.driver;

import holdfast.linux.ProcessSight;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.Signals;
import holdfast.linux.SysResult;
import holdfast.model.CommandLine;
import holdfast.model.Event.ReloadOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ReloadSpec;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.Optional;

/// Reloads a service whose process is known here: by a signal to it, or by the owner's command.
///
/// Threading: any; blocks its caller, who brings a virtual thread.
public final class Reload {
    /// Nanoseconds to wait for the status of a process that has already been seen to be gone.
    private static final long STATUS_NANOS = 2_000_000_000L;

    private final Machine machine;
    private final Program program;

    public Reload(Machine machine, Program program) {
        this.machine = machine;
        this.program = program;
    }

    /// @param run the main process, watched
    /// @param log where a command's output goes
    public ReloadOutcome reload(Run run, ServiceSpec service, Path log) {
        return service.reload()
                .map(by -> switch (by) {
                    case ReloadSpec.BySignal(int number) -> signal(run, number);
                    case ReloadSpec.ByCommand(CommandLine command) ->
                        run(command, Optional.of(run.identity()), service, log).orElseGet(() -> still(run));
                })
                .orElseGet(() -> new ReloadOutcome.Refused(Reason.of("driver.reload.no-way", service.id())));
    }

    /// Why the command did not do it; empty when it ended well.
    public Optional<ReloadOutcome> run(CommandLine command, Optional<ProcessIdentity> main, ServiceSpec service, Path log) {
        Program.Report report = program.other(command, log, main, service.id());
        return report.isGood() ? Optional.empty() : Optional.of(new ReloadOutcome.Failed(report.complaint("reload", command)));
    }

    /// A process without a handler of its own would be ended by the signal, or never notice it.
    private ReloadOutcome signal(Run run, int number) {
        long pid = run.identity().pid();
        if (!isAlive(run)) {
            return gone(run);
        }
        if (!new ProcessSight(machine.table()).catches(pid, number)) {
            return new ReloadOutcome.Refused(Reason.of("driver.reload.not-handled", pid, Signals.name(number)));
        }
        return switch (machine.door().signal(Run.key(run.identity()), number)) {
            case Reading.Found<SysResult.Done> _ -> still(run);
            case Reading.Gone<SysResult.Done> _ -> gone(run);
            case Reading.Unreadable<SysResult.Done>(String _, String cause) ->
                new ReloadOutcome.Refused(Reason.of("driver.reload.not-signalled", pid, cause));
        };
    }

    private ReloadOutcome still(Run run) {
        return isAlive(run) ? new ReloadOutcome.Reloaded(run.identity()) : gone(run);
    }

    private boolean isAlive(Run run) {
        return !run.isOver()
                && machine.table()
                        .stat(Run.key(run.identity()))
                        .found()
                        .filter((ProcessStat stat) -> !stat.hasEnded())
                        .isPresent();
    }

    private static ReloadOutcome gone(Run run) {
        ExitStatus status = run.awaitEnd(STATUS_NANOS);
        return new ReloadOutcome.Gone(status, 0);
    }
}
