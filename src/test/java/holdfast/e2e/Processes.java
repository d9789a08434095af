package holdfast.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// What runs, read from `/proc`.
final class Processes {
    private Processes() {}

    /// Living processes whose command line contains `text`. A zombie has no command line and does not count.
    static List<Long> running(String text) {
        return pids().filter(pid -> commandLine(pid).contains(text)).toList();
    }

    /// Living processes whose working directory lies in `folder`.
    static List<Long> in(Path folder) {
        return pids().filter(pid -> !commandLine(pid).isEmpty() && link(pid, "cwd").startsWith(folder.toString())).toList();
    }

    static boolean isAlive(long pid) {
        return !commandLine(pid).isEmpty();
    }

    static void signal(String name, long pid) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new AssertionError("could not send " + name + " to " + pid);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// SIGKILL, and the process is seen to be gone.
    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        Await.until("process " + pid + " is gone", 10, () -> !isAlive(pid));
    }

    static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ').strip();
        } catch (IOException e) {
            // It ended while we looked.
            return "";
        }
    }

    private static String link(long pid, String name) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/" + name)).toString();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // Somebody else's process, or one that has just ended: none of ours either way.
            return "";
        }
    }

    private static Stream<Long> pids() {
        return ProcessHandle.allProcesses().map(ProcessHandle::pid);
    }
}
