package holdfast.driver;

import holdfast.linux.Account;
import holdfast.linux.Errno;
import holdfast.linux.ProgramSearch;
import holdfast.linux.SpawnRequest;
import holdfast.linux.SysResult;
import holdfast.model.DriverSpec;
import holdfast.model.Event.StartFailure;
import holdfast.model.Event.StartOutcome;
import holdfast.model.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Turns a configured service into a request to spawn it, or into the one sentence that says why it cannot be. Everything that
/// posix_spawn(3) would report by the same error number (no such program, no such directory, no such output directory) is told
/// apart here, beforehand.
///
/// Threading: any; it may block while an account is looked up.
final class Preparation {
    private static final String AS_USER = "setpriv";

    /// What the JDK hands on of EMFILE and ENFILE: the words of the C library and no number.
    private static final String NO_HANDLES = "Too many open files";

    private final Machine machine;
    private final Map<String, String> inherited;

    /// Ready to be spawned, or refused.
    sealed interface Outcome {
        record Ready(SpawnRequest request) implements Outcome {}

        record Refused(StartOutcome.Failed failed) implements Outcome {}
    }

    Preparation(Machine machine, Map<String, String> inherited) {
        this.machine = machine;
        this.inherited = inherited;
    }

    Outcome prepare(DriverSpec.Run run, Token token) {
        Path directory = Path.of(run.directory());
        if (!Files.isDirectory(directory)) {
            String key = Files.exists(directory) ? "driver.directory-is-none" : "driver.directory-missing";
            return refused(StartFailure.NO_DIRECTORY, key, directory);
        }
        if (!Files.isExecutable(directory)) {
            return refused(StartFailure.NO_DIRECTORY, "driver.directory-closed", directory);
        }
        return openOutput(run).<Outcome>map(Outcome.Refused::new).orElseGet(() -> switch (account(run)) {
            case SysResult.Ok<Optional<Account>>(Optional<Account> account) -> {
                if (run.user().isPresent() && account.isEmpty()) {
                    yield refused(StartFailure.NO_USER, "driver.user-missing", run.user().get());
                }
                yield asUser(run, account, new ChildEnvironment(inherited, run, account, token));
            }
            case SysResult.Failed<Optional<Account>>(int errno, String call, String subject) ->
                refused(StartFailure.NO_USER, "driver.user-unknown", subject, call, errno);
        });
    }

    /// The sentence for an error that spawning itself came to.
    static StartOutcome.Failed failed(int errno, SpawnRequest request) {
        String program = request.program();
        return switch (errno) {
            // All that could be missing was there a moment ago: the program itself, or the interpreter its first line names.
            case Errno.ENOENT -> failed(StartFailure.NOT_FOUND, "driver.interpreter-missing", program);
            case Errno.EACCES, Errno.EPERM -> failed(StartFailure.NOT_EXECUTABLE, "driver.not-executable", program);
            case Errno.ENOEXEC -> failed(StartFailure.NOT_EXECUTABLE, "driver.no-program", program);
            case Errno.ETXTBSY -> failed(StartFailure.NOT_EXECUTABLE, "driver.being-written", program);
            case Errno.EMFILE, Errno.ENFILE -> failed(StartFailure.OUT_OF_HANDLES, "driver.out-of-handles", program);
            case Errno.EAGAIN -> failed(StartFailure.OUT_OF_PROCESSES, "driver.out-of-processes", program);
            case Errno.ENOMEM -> failed(StartFailure.OUT_OF_PROCESSES, "driver.out-of-memory", program);
            case Errno.E2BIG -> failed(StartFailure.OTHER, "driver.too-long", program);
            default -> failed(StartFailure.OTHER, "driver.not-started", program, errno);
        };
    }

    static StartOutcome.Failed failed(StartFailure failure, String key, Object... values) {
        return new StartOutcome.Failed(failure, Reason.of(key, values));
    }

    private SysResult<Optional<Account>> account(DriverSpec.Run run) {
        return run.user().map(machine.kernel()::account).orElseGet(() -> new SysResult.Ok<>(Optional.empty()));
    }

    /// Directly when it is to run as ourselves; else through setpriv(1), which replaces itself by the program and so keeps pid and
    /// start time.
    private Outcome asUser(DriverSpec.Run run, Optional<Account> account, ChildEnvironment environment) {
        String name = run.argv().getFirst();
        Path directory = Path.of(run.directory());
        return switch (ProgramSearch.find(name, directory, environment.path())) {
            case ProgramSearch.Missing _ when name.contains("/") ->
                refused(StartFailure.NOT_FOUND, "driver.program-missing", directory.resolve(name));
            case ProgramSearch.Missing _ ->
                refused(StartFailure.NOT_FOUND, "driver.program-not-in-path", name, environment.path());
            case ProgramSearch.NotExecutable(Path file) ->
                refused(StartFailure.NOT_EXECUTABLE, "driver.not-executable", file);
            case ProgramSearch.Found(Path program) -> {
                long self = machine.kernel().userId();
                if (account.isEmpty() || account.get().userId() == self) {
                    yield ready(run, program.toString(), run.argv(), environment);
                }
                yield self == 0
                        ? throughSetpriv(run, account.get(), program, environment)
                        : refused(StartFailure.NOT_PERMITTED, "driver.user-not-permitted", account.get().name());
            }
        };
    }

    private Outcome throughSetpriv(DriverSpec.Run run, Account account, Path program, ChildEnvironment environment) {
        return switch (ProgramSearch.find(AS_USER, Path.of("/"), "/usr/bin:/bin:/usr/sbin:/sbin")) {
            case ProgramSearch.Found(Path setpriv) -> {
                var argv = new ArrayList<String>(List.of(
                        AS_USER,
                        "--reuid",
                        Long.toString(account.userId()),
                        "--regid",
                        Long.toString(account.groupId()),
                        "--init-groups",
                        "--",
                        program.toString()));
                argv.addAll(run.argv().subList(1, run.argv().size()));
                yield ready(run, setpriv.toString(), argv, environment);
            }
            case ProgramSearch.Missing _, ProgramSearch.NotExecutable _ ->
                refused(StartFailure.OTHER, "driver.setpriv-missing", account.name());
        };
    }

    private static Outcome ready(DriverSpec.Run run, String program, List<String> argv, ChildEnvironment environment) {
        return new Outcome.Ready(
                new SpawnRequest(program, argv, run.directory(), environment.entries(), run.output()));
    }

    /// Makes the output file and its directory where missing, so that a failure has a path and a reason of its own.
    private static Optional<StartOutcome.Failed> openOutput(DriverSpec.Run run) {
        Path output = Path.of(run.output());
        Path directory = output.getParent();
        try {
            if (directory != null && !Files.isDirectory(directory)) {
                var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));
                Files.createDirectories(directory, mode);
            }
            var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
            FileChannel.open(output, options, mode).close();
            return Optional.empty();
        } catch (FileSystemException failure) {
            String cause = failure.getReason() == null ? failure.getClass().getSimpleName() : failure.getReason();
            if (isForWantOfHandles(cause)) {
                return Optional.of(failed(StartFailure.OUT_OF_HANDLES, "driver.out-of-handles", run.argv().getFirst()));
            }
            return Optional.of(failed(StartFailure.OTHER, "driver.output", output, cause));
        } catch (IOException failure) {
            return Optional.of(failed(StartFailure.OTHER, "driver.output", output, failure));
        }
    }

    static boolean isForWantOfHandles(String cause) {
        return cause.contains(NO_HANDLES);
    }

    private static Outcome refused(StartFailure failure, String key, Object... values) {
        return new Outcome.Refused(failed(failure, key, values));
    }
}
