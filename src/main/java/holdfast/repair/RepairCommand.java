package holdfast.repair;

import holdfast.linux.Account;
import holdfast.linux.AsUser;
import holdfast.linux.CommandRun;
import holdfast.linux.Exit;
import holdfast.linux.MachineAccess;
import holdfast.linux.ProgramSearch;
import holdfast.linux.Signals;
import holdfast.linux.SpawnRequest;
import holdfast.linux.SysResult;
import holdfast.model.CommandLine;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Runs a command of the service's own to its end: `repair:`, or that of a rung. What it writes is kept with the incident; when its time is up, everything it has
/// started is killed.
final class RepairCommand {
    private static final int OUTPUT_BYTES_MAX = 5 * 1024 * 1024;

    /// Bytes kept of its output, from the end.
    private static final int KEPT_BYTES = 256 * 1024;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final MachineAccess machine;
    private final Keeping keeping;
    private final Path scratch;

    RepairCommand(MachineAccess machine, Keeping keeping, Path scratch) {
        this.machine = machine;
        this.keeping = keeping;
        this.scratch = scratch;
    }

    RemedyOutcome apply(Remedy.RunCommand remedy, ServiceSpec service, long incident) {
        CommandLine command = remedy.command();
        if (!declared(service, remedy).equals(Optional.of(command))) {
            return Answers.failed("repair.command.not-declared", command.argv().getFirst());
        }
        Path directory = Path.of(command.directory());
        if (!Files.isDirectory(directory)) {
            return Answers.failed("repair.command.no-directory", directory);
        }
        SysResult<Optional<Account>> account =
                command.user().map(machine.kernel()::account).orElseGet(() -> new SysResult.Ok<>(Optional.empty()));
        if (!(account instanceof SysResult.Ok<Optional<Account>>(Optional<Account> user))
                || user.isEmpty() != command.user().isEmpty()) {
            return Answers.failed("repair.command.no-user", command.user().orElse("-"));
        }
        Map<String, String> environment = environment(command, user);
        String path = environment.getOrDefault("PATH", ProgramSearch.DEFAULT_PATH);
        return switch (ProgramSearch.find(command.argv().getFirst(), directory, path)) {
            case ProgramSearch.Found(Path program) -> run(command, program, user, environment, ended -> keep(ended, service, incident));
            case ProgramSearch.Missing _ -> Answers.failed("repair.command.missing", command.argv().getFirst());
            case ProgramSearch.NotExecutable(Path file) -> Answers.failed("repair.command.not-executable", file);
        };
    }

    private static Optional<CommandLine> declared(ServiceSpec service, Remedy.RunCommand remedy) {
        return remedy.rung()
                .map(own -> Optional.ofNullable(service.ladder().own().get(own)))
                .orElseGet(service.ladder()::repair);
    }

    /// What is said of the output in the answer.
    private interface Archive {
        String keep(Path output);
    }

    private static Map<String, String> environment(CommandLine command, Optional<Account> user) {
        var environment = new TreeMap<>(System.getenv());
        user.ifPresent(account -> {
            environment.put("HOME", account.home());
            environment.put("USER", account.name());
            environment.put("LOGNAME", account.name());
        });
        environment.putAll(command.environment());
        return environment;
    }

    private RemedyOutcome run(
            CommandLine command, Path program, Optional<Account> user, Map<String, String> environment, Archive archive) {
        var arguments = new ArrayList<>(List.of(program.toString()));
        arguments.addAll(command.argv().subList(1, command.argv().size()));
        Optional<List<String>> argv = user.map(account -> AsUser.argv(machine.kernel(), account, arguments))
                .orElseGet(() -> Optional.of(arguments));
        Optional<Path> launched = argv.flatMap(all -> found(all.getFirst()));
        if (argv.isEmpty() || launched.isEmpty()) {
            return Answers.failed("repair.command.user-not-permitted", command.user().orElse("-"));
        }
        try {
            Path output = Files.createTempFile(prepared(), "repair", ".out");
            try {
                var request = new SpawnRequest(
                        launched.get().toString(),
                        argv.get(),
                        command.directory(),
                        environment.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).toList(),
                        output.toString());
                CommandRun.Outcome outcome = machine.commandRun().run(request, command.withinNanos(), OUTPUT_BYTES_MAX);
                return answer(outcome, command, archive.keep(output));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException failure) {
            return Answers.failed("repair.command.no-output", scratch, failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answers.failed("repair.command.interrupted", program);
        }
    }

    private static RemedyOutcome answer(CommandRun.Outcome outcome, CommandLine command, String kept) {
        String program = command.argv().getFirst();
        return switch (outcome) {
            case CommandRun.Outcome.Ended(Exit.Code(int code)) when code == 0 -> Answers.applied("repair.command.done", program, kept);
            case CommandRun.Outcome.Ended(Exit.Code(int code)) -> Answers.failed("repair.command.exit", program, code, kept);
            case CommandRun.Outcome.Ended(Exit.Signalled(int signal, boolean _)) ->
                Answers.failed("repair.command.signal", program, Signals.name(signal), kept);
            case CommandRun.Outcome.Ended(Exit.Unknown _) -> Answers.failed("repair.command.unknown", program, kept);
            case CommandRun.Outcome.TimedOut _ ->
                Answers.failed("repair.command.late", program, command.withinNanos() / NANOS_PER_SECOND, kept);
            case CommandRun.Outcome.NotStarted(int errno, String call) ->
                Answers.failed("repair.command.not-started", program, call, errno);
        };
    }

    private String keep(Path output, ServiceSpec service, long incident) {
        try {
            String text = tail(output);
            return text.isBlank() ? "-" : keeping.keep(incident, service, "output.txt", text).map(Path::toString).orElse("-");
        } catch (IOException failure) {
            // The repair was made all the same; what it said is lost.
            return "-";
        }
    }

    private static String tail(Path output) throws IOException {
        try (var file = new RandomAccessFile(output.toFile(), "r")) {
            byte[] last = new byte[(int) Math.min(KEPT_BYTES, file.length())];
            file.seek(file.length() - last.length);
            file.readFully(last);
            return new String(last, StandardCharsets.UTF_8);
        }
    }

    private Path prepared() throws IOException {
        if (!Files.isDirectory(scratch)) {
            Files.createDirectory(scratch, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return scratch;
    }

    private static Optional<Path> found(String program) {
        return ProgramSearch.find(program, Path.of("/"), "/usr/bin:/bin:/usr/sbin:/sbin") instanceof ProgramSearch.Found(Path file)
                ? Optional.of(file)
                : Optional.empty();
    }
}
