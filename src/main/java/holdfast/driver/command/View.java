package holdfast.driver.command;

import holdfast.driver.Adoption;
import holdfast.driver.Family;
import holdfast.driver.Machine;
import holdfast.driver.Program;
import holdfast.driver.Run;
import holdfast.driver.Token;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Incarnation;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds the main process of a service: the one that is known, the one that its pid file names, or the first that carries its mark.
/// Where none of them is to be had, only its status command knows.
///
/// Threading: one command of the service at a time.
final class View {
    /// Milliseconds for which a pid file that makes no sense may be one that is just being written. After that it is what a power
    /// cut has left, and says nothing.
    private static final long WRITING_MILLIS = 10_000;

    private final Machine machine;
    private final Adoption adoption;
    private final Suspect suspect;
    private final Program program;

    View(Machine machine, Adoption adoption, Program program) {
        this.machine = machine;
        this.adoption = adoption;
        this.suspect = new Suspect(machine);
        this.program = program;
    }

    /// What shows of a service.
    sealed interface Sight {
        /// This very process is the service.
        record Alive(ProcessIdentity identity) implements Sight {}

        /// Its status command says that it runs, and no process of it is known.
        record Somewhere() implements Sight {}

        record Nothing() implements Sight {}

        record Unclear(Reason reason) implements Sight {}
    }

    /// @param known the main process as far as recorded
    Sight look(ServiceId service, DriverSpec.Commands spec, Files files, Optional<ProcessIdentity> known) {
        Optional<ProcessIdentity> alive = known.filter(this::lives);
        if (alive.isPresent()) {
            return new Sight.Alive(alive.get());
        }
        Optional<Sight> named = spec.pidFile().flatMap(path -> named(Path.of(path), service, files));
        if (named.isPresent()) {
            return named.get();
        }
        return switch (members(service, known)) {
            case Reading.Found<List<ProcessStat>>(List<ProcessStat> some) when !some.isEmpty() ->
                new Sight.Alive(identity(some.getFirst()));
            case Reading.Found<List<ProcessStat>> _ ->
                spec.status().map(status -> asked(service, status, files)).orElseGet(Sight.Nothing::new);
            case Reading.Gone<List<ProcessStat>> _ ->
                new Sight.Unclear(Reason.of("driver.processes-unreadable", "/proc", "No such file or directory"));
            case Reading.Unreadable<List<ProcessStat>>(String subject, String cause) ->
                new Sight.Unclear(Reason.of("driver.processes-unreadable", subject, cause));
        };
    }

    /// All that is proven to be of it, by start time: what is marked, and what descends from what is known.
    Reading<List<ProcessStat>> members(ServiceId service, Optional<ProcessIdentity> known) {
        return family(service, known).all();
    }

    Family family(ServiceId service, Optional<ProcessIdentity> known) {
        Set<ProcessKey> keys = known.filter(one -> one.bootId().equals(machine.bootId()))
                .map(Run::key)
                .map(Set::of)
                .orElse(Set.of());
        return new Family(machine, service, keys);
    }

    /// Takes it under watch. Gone when it has ended meanwhile.
    Reading<Run> watch(ServiceId service, Incarnation incarnation, ProcessIdentity process, Files files) {
        files.portrait().keep(machine.lookups().table(), process.pid());
        return adoption.adopt(new Token(machine.instance(), service, incarnation), process, false);
    }

    private boolean lives(ProcessIdentity process) {
        return process.bootId().equals(machine.bootId())
                && machine.lookups().table().stat(Run.key(process)) instanceof Reading.Found<ProcessStat>(ProcessStat stat)
                && !stat.hasEnded();
    }

    /// The pid file names this very process.
    boolean isNamed(ServiceId service, DriverSpec.Commands spec, Files files, ProcessIdentity process) {
        return spec.pidFile()
                .flatMap(path -> named(Path.of(path), service, files))
                .filter(new Sight.Alive(process)::equals)
                .isPresent();
    }

    /// Empty when the file names nobody who lives and is it.
    private Optional<Sight> named(Path path, ServiceId service, Files files) {
        return switch (PidFile.read(path)) {
            case PidFile.Missing() -> Optional.empty();
            case PidFile.Unreadable(String cause) ->
                Optional.of(new Sight.Unclear(Reason.of("driver.command.pid-file-unreadable", path, cause)));
            case PidFile.Senseless(long written) when System.currentTimeMillis() - written < WRITING_MILLIS ->
                Optional.of(new Sight.Unclear(Reason.of("driver.command.pid-file-senseless", path)));
            case PidFile.Senseless _ -> Optional.empty();
            case PidFile.Names names -> switch (suspect.identify(names, service, files.portrait())) {
                case Reading.Found<ProcessIdentity>(ProcessIdentity it) -> Optional.of(new Sight.Alive(it));
                case Reading.Gone<ProcessIdentity> _ -> Optional.empty();
                case Reading.Unreadable<ProcessIdentity>(String subject, String cause) ->
                    Optional.of(new Sight.Unclear(Reason.of("driver.processes-unreadable", subject, cause)));
            };
        };
    }

    /// What the status command alone says, as an answer to a check.
    ProbeResult health(ServiceId service, DriverSpec.Commands spec, Files files, long withinNanos) {
        long begin = System.nanoTime();
        if (spec.status().isEmpty()) {
            return ProbeResult.of(Outcome.ERROR, Reason.of("driver.no-health", service), 0);
        }
        CommandLine status = spec.status().get();
        var hurried = new CommandLine(
                status.argv(),
                status.directory(),
                status.user(),
                status.environment(),
                Math.min(withinNanos, status.withinNanos()));
        Program.Report report = program.other(hurried, files.log(), Optional.empty(), service);
        long took = System.nanoTime() - begin;
        return switch (report.exitCode().orElse(-1)) {
            case 0 -> ProbeResult.of(Outcome.PASS, Reason.of("driver.command.status-good"), took);
            case 1, 2, 3 -> ProbeResult.of(Outcome.FAIL, report.complaint("status", hurried), took);
            default -> ProbeResult.of(Outcome.ERROR, report.complaint("status", hurried), took);
        };
    }

    /// Exit codes of a status command (Linux Standard Base 5.0, "Init Script Actions"): 0 runs, 1 to 3 does not, others are unknown.
    private Sight asked(ServiceId service, CommandLine status, Files files) {
        Program.Report report = program.other(status, files.log(), Optional.empty(), service);
        return switch (report.exitCode().orElse(-1)) {
            case 0 -> new Sight.Somewhere();
            case 1, 2, 3 -> new Sight.Nothing();
            default -> new Sight.Unclear(report.complaint("status", status));
        };
    }

    private ProcessIdentity identity(ProcessStat stat) {
        return new ProcessIdentity(stat.pid(), stat.startTicks(), machine.bootId());
    }

    /// Where things of a service are kept.
    ///
    /// @param log what the service and its commands say
    record Files(Path log, Portrait portrait) {}
}
