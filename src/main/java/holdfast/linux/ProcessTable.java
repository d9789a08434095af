package holdfast.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/// Reads processes out of `/proc`, proc(5). Plain file reading: no process is touched by being looked at.
///
/// Threading: any.
public final class ProcessTable {
    /// How often, and at what distance in nanoseconds, a process is looked at that seems to be loading its program.
    private static final int LOADING_LOOKS = 20;

    private static final long LOADING_NANOS = 1_000_000L;

    private final Path proc;

    public ProcessTable() {
        this(Path.of("/proc"));
    }

    /// @param proc where a proc file system is mounted; tests bring a folder that looks like one
    public ProcessTable(Path proc) {
        this.proc = proc;
    }

    Path root() {
        return proc;
    }

    /// Random, made anew at every boot: start ticks of two boots must not be compared.
    public Reading<String> bootId() {
        return ProcFile.text(proc.resolve("sys/kernel/random/boot_id")).map(String::trim);
    }

    public Reading<ProcessStat> stat(long pid) {
        return ProcFile.text(of(pid, "stat"))
                .then(line -> ProcessStat.parse(line)
                        .<Reading<ProcessStat>>map(Reading.Found::new)
                        .orElseGet(Reading.Gone::new));
    }

    /// Whether exactly this process exists, zombie included. Gone also when its pid belongs to another by now.
    public Reading<ProcessStat> stat(ProcessKey key) {
        return stat(key.pid()).then(stat -> stat.startTicks() == key.startTicks()
                ? new Reading.Found<>(stat)
                : new Reading.Gone<>());
    }

    /// Program and arguments as the process has them now; empty for a zombie or a kernel thread.
    public Reading<List<String>> commandLine(long pid) {
        return ProcFile.text(of(pid, "cmdline")).map(ProcessTable::splitAtNul);
    }

    public Reading<Path> directory(long pid) {
        return ProcFile.link(of(pid, "cwd"));
    }

    public Reading<Path> executable(long pid) {
        return ProcFile.link(of(pid, "exe"));
    }

    /// The effective user id.
    public Reading<Long> user(long pid) {
        return statusNumber(pid, "Uid:", 1);
    }

    /// `NAME=value` of the environment the process was started with; it can change that only by overwriting its own memory.
    /// Readable for processes of our own user, and for root.
    public Reading<List<String>> environment(long pid) {
        return ProcFile.text(of(pid, "environ")).map(ProcessTable::splitAtNul);
    }

    /// The same for a process that may just be loading its program: while the kernel does that, environment and command line are
    /// both empty. For most that is over in less than a millisecond; to take it for an answer would be to overlook the process.
    /// Empty for what cannot be read.
    public List<String> settledEnvironment(long pid) {
        for (int look = 1; ; look++) {
            List<String> environment = environment(pid).found().orElse(List.of());
            boolean isLoading = environment.isEmpty()
                    && commandLine(pid).found().filter(List::isEmpty).isPresent();
            if (!isLoading || look == LOADING_LOOKS) {
                return environment;
            }
            LockSupport.parkNanos(LOADING_NANOS);
        }
    }

    /// The control groups that a process is in, a line for each hierarchy, cgroups(7).
    ///
    /// @param process its pid, or `self`
    public Reading<List<String>> controlGroups(String process) {
        return ProcFile.text(proc.resolve(process).resolve("cgroup")).map(text -> text.lines().toList());
    }

    /// Pids of all processes, threads not counted. Whoever starts meanwhile may be missing.
    public Reading<List<Long>> pids() {
        return entries(proc);
    }

    /// All processes at one moment.
    public Reading<ProcessTree> tree() {
        return tree(0);
    }

    /// Only those with this pid or a higher one, which makes a great difference on a machine with hundreds of processes.
    public Reading<ProcessTree> tree(long lowestPid) {
        return pids().map(pids -> {
            var stats = new HashMap<Long, ProcessStat>();
            for (long pid : pids) {
                if (pid >= lowestPid) {
                    stat(pid).found().ifPresent(stat -> stats.put(pid, stat));
                }
            }
            return new ProcessTree(Map.copyOf(stats));
        });
    }

    /// How far the giving out of pids has come.
    public Reading<PidClock> pidClock() {
        return PidClock.read(proc);
    }

    /// Number of open file descriptors.
    public Reading<Integer> handles(long pid) {
        return entries(of(pid, "fd")).map(List::size);
    }

    /// Numbers of its threads.
    Reading<List<Long>> threadNumbers(long pid) {
        return entries(of(pid, "task"));
    }

    /// Numbers of the open file descriptors.
    Reading<List<Long>> handleNumbers(long pid) {
        return entries(of(pid, "fd"));
    }

    /// What a descriptor leads to, such as `socket:[4711]`.
    Reading<Path> handle(long pid, long number) {
        return ProcFile.link(of(pid, "fd").resolve(Long.toString(number)));
    }

    /// Bytes of memory: the proportional share (PSS, which counts a shared page once over all who share it) where it may be read,
    /// else the resident set, which is never less.
    public Reading<Long> memory(long pid) {
        Reading<Long> share = ProcFile.text(of(pid, "smaps_rollup")).then(text -> kilobytes(text, "Pss:"));
        return switch (share) {
            case Reading.Found<Long> found -> found;
            case Reading.Gone<Long> _, Reading.Unreadable<Long> _ ->
                ProcFile.text(of(pid, "status")).then(text -> kilobytes(text, "VmRSS:"));
        };
    }

    private Reading<Long> statusNumber(long pid, String label, int column) {
        return ProcFile.text(of(pid, "status")).then(text -> column(text, label, column));
    }

    /// Zero where the line is missing: a zombie has no memory, and says so by leaving it out.
    private static Reading<Long> kilobytes(String text, String label) {
        return switch (column(text, label, 0)) {
            case Reading.Found<Long>(Long kilobytes) -> new Reading.Found<>(kilobytes * 1024);
            case Reading.Gone<Long> _, Reading.Unreadable<Long> _ -> new Reading.Found<>(0L);
        };
    }

    private static Reading<Long> column(String text, String label, int column) {
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (line.startsWith(label)) {
                String[] values = line.substring(label.length()).trim().split("\\s+", -1);
                return new Reading.Found<>(Long.parseLong(values[column]));
            }
        }
        return new Reading.Gone<>();
    }

    private Path of(long pid, String name) {
        return proc.resolve(Long.toString(pid)).resolve(name);
    }

    private static Reading<List<Long>> entries(Path directory) {
        var numbers = new ArrayList<Long>();
        try (var entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                number(entry).ifPresent(numbers::add);
            }
        } catch (IOException failure) {
            return ProcFile.failed(directory, failure);
        } catch (DirectoryIteratorException failure) {
            return ProcFile.failed(directory, new IOException(failure));
        }
        return new Reading.Found<>(List.copyOf(numbers));
    }

    private static OptionalLong number(Path entry) {
        String name = entry.getFileName().toString();
        return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 19
                ? OptionalLong.of(Long.parseLong(name))
                : OptionalLong.empty();
    }

    /// The kernel ends every string with NUL; a program that rewrites its title may end with several, or with none.
    private static List<String> splitAtNul(String text) {
        var parts = new ArrayList<String>();
        for (int from = 0; from < text.length(); ) {
            int nul = text.indexOf('\0', from);
            int to = nul < 0 ? text.length() : nul;
            parts.add(text.substring(from, to));
            from = to + 1;
        }
        while (!parts.isEmpty() && parts.getLast().isEmpty()) {
            parts.removeLast();
        }
        return List.copyOf(parts);
    }
}
