package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Processes of this machine: starting, looking at, ending. Ends only what it is told by pid.
final class Machine {
    /// Nanoseconds of one tick of `/proc/PID/stat`: USER_HZ is 100 on every Linux that Java runs on.
    private static final long TICK_NANOS = 10_000_000L;

    private static final long COMMAND_SECONDS = 60;

    private Machine() {}

    /// Memory of one or more processes, in bytes.
    ///
    /// @param rss counts shared pages in full
    /// @param pss counts shared pages by share, so a second JVM on the machine makes it smaller
    record Memory(long rss, long pss) {}

    /// Starts a program whose output goes to a file.
    static Process start(List<String> argv, Map<String, String> environment, Path output) {
        var builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a program to its end and gives its output.
    static String run(List<String> argv, Map<String, String> environment) {
        try {
            Path output = Files.createTempFile("holdfast-bench", ".out");
            try {
                Process process = start(argv, environment, output);
                if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(argv + " did not end within " + COMMAND_SECONDS + " s");
                }
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(argv + " ended with " + process.exitValue() + ": " + Files.readString(output));
                }
                return Files.readString(output);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for " + argv, e);
        }
    }

    /// Where a program is, along the PATH and where Debian puts what only root runs.
    static Optional<Path> find(String program) {
        var folders = new ArrayList<>(List.of(System.getenv().getOrDefault("PATH", "").split(":")));
        folders.addAll(List.of("/usr/sbin", "/sbin"));
        return folders.stream().map(folder -> Path.of(folder, program)).filter(Files::isExecutable).findFirst();
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /// Pids of all processes whose command line contains `text`, this one excepted.
    static List<Long> pidsOf(String text) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> pid != ProcessHandle.current().pid() && commandLine(pid).contains(text))
                .toList();
    }

    static Memory memory(List<Long> pids) {
        long rss = 0;
        long pss = 0;
        for (long pid : pids) {
            for (String line : read(Path.of("/proc/" + pid + "/smaps_rollup")).lines().toList()) {
                if (line.startsWith("Rss:")) {
                    rss += kilobytes(line);
                } else if (line.startsWith("Pss:")) {
                    pss += kilobytes(line);
                }
            }
        }
        return new Memory(rss, pss);
    }

    /// CPU time that the processes have used so far, user and system, ended threads included.
    static long cpuNanos(List<Long> pids) {
        long ticks = 0;
        for (long pid : pids) {
            String stat = read(Path.of("/proc/" + pid + "/stat"));
            // The second field is a name that may hold spaces; what follows it is counted from the third on (proc(5)).
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks * TICK_NANOS;
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    static void signal(String signal, long pid) {
        run(List.of("kill", "-" + signal, Long.toString(pid)), Map.of());
    }

    static void await(String what, long seconds, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("waited " + seconds + " s for " + what);
            }
            pause(10_000_000L);
        }
    }

    /// Lets time go by while others are measured.
    static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        while (end - System.nanoTime() > 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }

    private static String commandLine(long pid) {
        return read(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ').strip();
    }

    /// Empty when the process has ended meanwhile.
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
