package holdfast.driver;

import holdfast.linux.Signals;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Event.StartOutcome;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Runs one of the owner's commands. What it says goes to the log of the service, like all else that the service says.
///
/// Threading: any; blocks its caller.
public final class Program {
    private final Errand errand;
    private final AtomicLong number = new AtomicLong();

    public Program(Errand errand) {
        this.errand = errand;
    }

    /// @param outcome of the command
    /// @param words what it said last
    public record Report(Errand.Outcome outcome, String words) {
        public boolean isGood() {
            return exitCode().equals(Optional.of(0));
        }

        /// Absent when it did not end by itself.
        public Optional<Integer> exitCode() {
            return outcome instanceof Errand.Outcome.Ended(ExitStatus status) && status instanceof ExitStatus.Code(int code)
                    ? Optional.of(code)
                    : Optional.empty();
        }

        /// Why it is not good.
        ///
        /// @param what the key of the configuration: `start`, `stop`, `status`, `reload`
        public Reason complaint(String what, CommandLine command) {
            String program = command.argv().getFirst();
            return switch (outcome) {
                case Errand.Outcome.Refused(StartOutcome.Failed failed) -> failed.reason();
                case Errand.Outcome.Expired(boolean isGone) -> Reason.of(
                        isGone ? "driver.command.slow" : "driver.command.unkillable",
                        what,
                        program,
                        command.withinNanos() / 1_000_000_000L);
                case Errand.Outcome.Ended(ExitStatus status) -> switch (status) {
                    case ExitStatus.Code(int code) -> Reason.of("driver.command.failed", what, program, code, words);
                    case ExitStatus.Signalled(int signal, boolean _) ->
                        Reason.of("driver.command.killed", what, program, signal, words);
                    case ExitStatus.Unknown() -> Reason.of("driver.command.failed", what, program, "?", words);
                };
            };
        }
    }

    /// Carries the mark of the service: what it leaves running is found by it.
    public Report start(CommandLine command, Path log, ServiceId service, Incarnation incarnation) {
        return run(command, log, Optional.empty(), service, incarnation);
    }

    /// Carries a mark of its own, so that it is never taken for the service.
    ///
    /// @param main the main process as far as known: `MAINPID`, as systemd calls it
    public Report other(CommandLine command, Path log, Optional<ProcessIdentity> main, ServiceId service) {
        // No service can be called so: names hold no slash.
        return run(command, log, main, new ServiceId("/command/" + service.name()), new Incarnation(number.incrementAndGet()));
    }

    private Report run(
            CommandLine command, Path log, Optional<ProcessIdentity> main, ServiceId marked, Incarnation incarnation) {
        var environment = new HashMap<>(command.environment());
        main.ifPresent(process -> environment.put("MAINPID", Long.toString(process.pid())));
        var spec = new DriverSpec.Run(
                command.argv(),
                command.directory(),
                command.user(),
                environment,
                Signals.TERM,
                log.toString(),
                Optional.empty());
        long before = size(log);
        Errand.Outcome outcome = errand.run(spec, marked, incarnation, command.withinNanos());
        return new Report(outcome, words(log, before));
    }

    private static long size(Path log) {
        try {
            return Files.exists(log) ? Files.size(log) : 0;
        } catch (IOException unreadable) {
            // What others wrote before is quoted at worst.
            return 0;
        }
    }

    private static String words(Path log, long from) {
        try {
            return LastWords.of(log, from);
        } catch (IOException unreadable) {
            // Its exit code has to do.
            return "";
        }
    }
}
