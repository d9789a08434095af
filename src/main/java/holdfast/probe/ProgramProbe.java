package holdfast.probe;

import holdfast.linux.Kernel;
import holdfast.linux.ProcessDoor;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProgramSearch;
import holdfast.model.DriverSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Runs a program and takes its exit code for the answer, as Nagios does with its plugins: 0 is good, 1 a warning, 2 bad, 3 unknown;
/// the first line of its output says why, what follows a `|` in it is figures for graphs. Other codes are taken for bad, since most
/// programs know only "0 and not 0"; those of a shell that could not run anything (126, 127) and a death by signal say nothing of
/// the service.
///
/// Threading: any.
final class ProgramProbe {
    private static final int WARNING = 1;
    private static final int UNKNOWN = 3;
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;

    /// From here on up Java reports the signal that ended a process (0x80 + signal), signal(7).
    private static final int SIGNALLED = 0x80;

    private static final int SIGNAL_MAX = 64;

    private final ProcessLookups lookups;
    private final ProcessDoor door;

    ProgramProbe(ProcessLookups lookups, Kernel kernel) {
        this.lookups = lookups;
        this.door = new ProcessDoor(kernel, lookups.table());
    }

    ProbeResult probe(Question.Program question, ServiceSpec service, Deadline deadline) {
        try {
            ProgramRun.Ended ended = run(question, service, deadline);
            Reason reason = judge(ended, question.warningIsGood());
            return new ProbeResult(Outcome.PASS, reason, value(ended), List.of(), deadline.elapsedNanos());
        } catch (ProbeFailure e) {
            return ProbeResult.of(e.outcome(), e.reason(), deadline.elapsedNanos());
        }
    }

    private static Optional<String> value(ProgramRun.Ended ended) {
        return Optional.of("exit=" + ended.code());
    }

    private ProgramRun.Ended run(Question.Program question, ServiceSpec service, Deadline deadline) throws ProbeFailure {
        var program = new ProcessBuilder().directory(Path.of(question.directory()).toFile());
        if (service.driver() instanceof DriverSpec.Run run) {
            program.environment().putAll(run.environment());
        }
        String launcher = prepared(question, program.environment().getOrDefault("PATH", ProgramSearch.DEFAULT_PATH));
        try {
            return new ProgramRun(lookups, door)
                    .run(question.argv(), program, launcher, deadline)
                    .orElseThrow(() -> ProbeFailure.fail("probe.program.timeout", name(question), Amounts.span(deadline.timeoutNanos())));
        } catch (IOException e) {
            throw ProbeFailure.error("probe.program.not-started", name(question), Amounts.shortened(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProbeFailure.error("probe.monitor.interrupted");
        }
    }

    /// What would end in a riddle for the reader of an exit code is found out beforehand.
    ///
    /// @return path of setsid(1)
    private static String prepared(Question.Program question, String path) throws ProbeFailure {
        Path directory = Path.of(question.directory());
        if (!Files.isDirectory(directory)) {
            throw ProbeFailure.error("probe.program.no-directory", directory);
        }
        if (ProgramSearch.find("setsid", directory, path) instanceof ProgramSearch.Found(Path launcher)) {
            return switch (ProgramSearch.find(question.argv().getFirst(), directory, path)) {
                case ProgramSearch.Found _ -> launcher.toString();
                case ProgramSearch.Missing _ -> throw ProbeFailure.error("probe.program.missing", name(question));
                case ProgramSearch.NotExecutable(Path file) -> throw ProbeFailure.error("probe.program.not-executable", file);
            };
        }
        throw ProbeFailure.error("probe.program.missing", "setsid");
    }

    private static Reason judge(ProgramRun.Ended ended, boolean warningIsGood) throws ProbeFailure {
        String line = firstLine(ended.output());
        int code = ended.code();
        if (code == 0 || (code == WARNING && warningIsGood)) {
            return line.isEmpty() ? Reason.of("probe.program.pass.silent", code) : Reason.of("probe.program.pass", line);
        }
        if (code == NOT_EXECUTABLE || code == NOT_FOUND) {
            throw ProbeFailure.error("probe.program.not-run", code, line);
        }
        if (code == UNKNOWN) {
            throw line.isEmpty()
                    ? ProbeFailure.error("probe.program.unknown.silent")
                    : ProbeFailure.error("probe.program.unknown", line);
        }
        if (code > SIGNALLED && code <= SIGNALLED + SIGNAL_MAX) {
            throw ProbeFailure.error("probe.program.killed", code - SIGNALLED);
        }
        throw line.isEmpty()
                ? ProbeFailure.fail("probe.program.fail.silent", code)
                : ProbeFailure.fail("probe.program.fail", line, code);
    }

    private static String firstLine(String output) {
        String line = output.strip().lines().findFirst().orElse("");
        int figures = line.indexOf('|');
        return Amounts.shortened((figures < 0 ? line : line.substring(0, figures)).strip());
    }

    private static String name(Question.Program question) {
        return Amounts.shortened(question.argv().getFirst());
    }
}
