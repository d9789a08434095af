package holdfast.evidence;

import holdfast.evidence.Programs.Result;
import holdfast.linux.AsUser;
import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessSight;
import holdfast.linux.ProcessStat;
import holdfast.model.Finding;
import holdfast.model.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the threads of a program are doing, where its runtime can tell without harm.
///
/// | runtime | how | not when |
/// |---|---|---|
/// | Java | `jcmd PID Thread.print`, as the user that it runs as | stopped; or it does not handle QUIT, by which it is asked and which would then kill it |
/// | Node | the report that it writes at a signal | it was not started with `--report-on-signal`: the signal would kill it |
/// | Python | `py-spy dump --nonblocking` | py-spy is not installed: then where its threads are in the kernel, which needs no tool |
///
/// Nothing is asked of a stopped process, which would not answer, nor of one in another pid namespace.
final class StacksPart implements Part {
    /// Processes asked: main process and some workers.
    private static final int ASKED_MAX = 3;

    /// Threads of one process whose place in the kernel is shown.
    private static final int THREADS_MAX = 100;

    /// Nanoseconds; a JVM that reaches no safepoint never answers.
    private static final long PROGRAM_NANOS = 2_000_000_000L;

    private static final long WITHIN_NANOS = 5_000_000_000L;

    /// Nanoseconds in which a program that does not answer is ended with all it has started. Kept back, so that what others have told is
    /// not lost with it.
    private static final long END_NANOS = 2_000_000_000L;

    /// Nanoseconds below which it is not worth asking.
    private static final long LEAST_NANOS = 500_000_000L;
    private static final int QUIT = 3;

    /// A small and fast Java for a small and short program.
    private static final List<String> SMALL_JAVA = List.of("-J-Xmx32m", "-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1");

    private final MachineAccess machine;
    private final ProcessSight sight;
    private final Programs programs;
    private final NodeReport nodeReport;

    StacksPart(MachineAccess machine) {
        this.machine = machine;
        this.sight = new ProcessSight(machine.table());
        this.programs = new Programs(machine);
        this.nodeReport = new NodeReport(machine);
    }

    @Override
    public String name() {
        return "stacks.txt";
    }

    @Override
    public long withinNanos() {
        return WITHIN_NANOS;
    }

    @Override
    public Look look(Subject subject, Optional<Path> scratch) throws IOException, InterruptedException {
        var text = new StringBuilder();
        var findings = new ArrayList<Finding>();
        int asked = 0;
        long until = System.nanoTime() + WITHIN_NANOS - END_NANOS;
        for (ProcessStat stat : subject.living()) {
            Optional<Language> language = language(stat);
            if (language.isPresent() && scratch.isPresent() && asked++ < ASKED_MAX) {
                long nanos = Math.min(PROGRAM_NANOS, until - System.nanoTime());
                Look look = nanos < LEAST_NANOS
                        ? unseen("evidence.stacks-late", stat.pid())
                        : new Asking(stat, scratch.get(), nanos).look(language.get());
                text.append(look.text());
                findings.addAll(look.findings());
            }
        }
        return new Look(text.toString(), findings);
    }

    /// What a program is written in, as far as we can ask it.
    private enum Language {
        JAVA,
        NODE,
        PYTHON
    }

    /// One process, asked.
    private final class Asking {
        private final ProcessStat stat;
        private final Path scratch;
        private final long nanos;

        private Asking(ProcessStat stat, Path scratch, long nanos) {
            this.stat = stat;
            this.scratch = scratch;
            this.nanos = nanos;
        }

        Look look(Language language) throws IOException, InterruptedException {
            if (stat.isStopped()) {
                return unseen("evidence.stacks-stopped", stat.pid());
            }
            if (!sight.sharesNamespace(stat.pid(), "pid")) {
                return unseen("evidence.stacks-elsewhere", stat.pid());
            }
            return switch (language) {
                case JAVA -> java();
                case NODE -> nodeReport.take(stat);
                case PYTHON -> Programs.find("py-spy").isEmpty()
                        ? inKernel()
                        : told(List.of("py-spy", "dump", "--nonblocking", "--pid", Long.toString(stat.pid())));
            };
        }

        private Look java() throws IOException, InterruptedException {
            if (!sight.catches(stat.pid(), QUIT)) {
                return unseen("evidence.stacks-no-handler", stat.pid());
            }
            Optional<String> jcmd = machine.table()
                    .executable(stat.pid())
                    .found()
                    .map(java -> java.resolveSibling("jcmd"))
                    .filter(Files::isExecutable)
                    .or(() -> Programs.find("jcmd"))
                    .map(Path::toString);
            if (jcmd.isEmpty()) {
                return unseen("evidence.stacks-no-jcmd", stat.pid());
            }
            var argv = new ArrayList<>(List.of(jcmd.get()));
            argv.addAll(SMALL_JAVA);
            argv.addAll(List.of(Long.toString(stat.pid()), "Thread.print", "-l"));
            Optional<List<String>> asOwner = sight.userAndGroup(stat.pid())
                    .found()
                    .flatMap(owner -> AsUser.argv(machine.kernel(), owner.getFirst(), owner.getLast(), argv));
            return asOwner.isEmpty() ? unseen("evidence.stacks-refused", stat.pid()) : told(asOwner.get());
        }

        /// Whether Python itself would tell at a signal (faulthandler), only the program knows; to any other the signal is death.
        private Look inKernel() {
            String threads = sight.threads(stat.pid(), THREADS_MAX).found().orElse("");
            return Look.of(
                    stat.pid() + " " + stat.name() + ", in the kernel\n" + threads + "\n",
                    new Finding.Unseen(Reason.of("evidence.stacks-python", stat.pid())));
        }

        private Look told(List<String> argv) throws IOException, InterruptedException {
            return switch (programs.run(argv, List.of("PATH=" + Programs.PATH, "LC_ALL=C.UTF-8"), scratch, nanos)) {
                case Result.Said(String said) -> Look.of(stat.pid() + " " + stat.name() + "\n" + said + "\n");
                case Result.Late _ -> unseen("evidence.stacks-late", stat.pid());
                case Result.NotRun _ -> unseen("evidence.stacks-refused", stat.pid());
            };
        }
    }

    private Optional<Language> language(ProcessStat stat) {
        String program = machine.table()
                .executable(stat.pid())
                .found()
                .map(path -> String.valueOf(path.getFileName()))
                .orElse(stat.name());
        return switch (program) {
            case "java" -> Optional.of(Language.JAVA);
            case "node", "nodejs" -> Optional.of(Language.NODE);
            case String name when name.startsWith("python") -> Optional.of(Language.PYTHON);
            default -> Optional.empty();
        };
    }

    private static Look unseen(String key, long pid) {
        return Look.of("", new Finding.Unseen(Reason.of(key, pid)));
    }
}
