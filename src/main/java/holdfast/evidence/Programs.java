package holdfast.evidence;

import holdfast.linux.CommandRun;
import holdfast.linux.CommandRun.Outcome;
import holdfast.linux.MachineAccess;
import holdfast.linux.ProgramSearch;
import holdfast.linux.SpawnRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Runs the programs that know more than `/proc`: `jcmd`, `journalctl`.
///
/// Threading: any.
final class Programs {
    static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private static final int OUTPUT_BYTES_MAX = 1024 * 1024;

    private final CommandRun runs;

    Programs(MachineAccess machine) {
        this.runs = machine.commandRun();
    }

    /// What came of it.
    sealed interface Result {
        record Said(String text) implements Result {}

        record Late() implements Result {}

        record NotRun() implements Result {}
    }

    /// Whether it is there, and where.
    static Optional<Path> find(String name) {
        return ProgramSearch.find(name, Path.of("/"), PATH) instanceof ProgramSearch.Found(Path program)
                ? Optional.of(program)
                : Optional.empty();
    }

    /// @param argv begins with a name that [#find] knows, or with a path
    /// @param scratch where its output goes, for as long as it runs
    Result run(List<String> argv, List<String> environment, Path scratch, long withinNanos)
            throws IOException, InterruptedException {
        Optional<Path> program = find(argv.getFirst());
        if (program.isEmpty()) {
            return new Result.NotRun();
        }
        Path output = Files.createTempFile(scratch, "program", ".out");
        try {
            var request = new SpawnRequest(program.get().toString(), argv, "/", environment, output.toString());
            return switch (runs.run(request, withinNanos, OUTPUT_BYTES_MAX)) {
                case Outcome.Ended _ -> new Result.Said(Tail.bytes(output, OUTPUT_BYTES_MAX));
                case Outcome.TimedOut _ -> new Result.Late();
                case Outcome.NotStarted _ -> new Result.NotRun();
            };
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
