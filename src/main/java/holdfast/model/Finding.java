package holdfast.model;

import java.util.List;
import java.util.Optional;

/// One thing seen when a troubled service was looked at closely: what the diagnosis reasons from.
public sealed interface Finding {
    /// The main process exists.
    ///
    /// @param state letter of `/proc/PID/stat`: R running, S asleep, D waiting for a device, T stopped, Z dead
    /// @param waitChannel kernel function it sleeps in (`/proc/PID/wchan`), when readable
    record MainProcess(long pid, char state, Optional<String> waitChannel) implements Finding {}

    /// Another process of its tree that cannot go on: stopped (T), or waiting in the kernel for a device (D).
    record HaltedProcess(long pid, char state, Optional<String> waitChannel) implements Finding {}

    /// The kernel killed a process of it for want of memory (cgroup `memory.events`, kernel log, or the backend says so).
    record OutOfMemoryKill(int kills) implements Finding {}

    /// Who listens on the service's port.
    ///
    /// @param command of the holder, shortened and without secrets
    record PortHeld(int port, Holder holder, long pid, String user, String command) implements Finding {}

    /// Nobody listens on the service's port.
    record PortFree(int port) implements Finding {}

    /// File handles and a thread could be had for the asking, some time after a start had failed for want of such.
    record RoomToStart() implements Finding {}

    record Memory(long availableBytes, long totalBytes, long swapUsedBytes) implements Finding {}

    /// The file system that holds the service's directory.
    ///
    /// @param freePercent of what is usable without being root; 0 to 100
    record Disk(String path, long freeBytes, int freePercent, int freeInodesPercent) implements Finding {}

    /// Share of the last 10 s in which tasks waited (`/proc/pressure`, some for CPU, full for the others), in percent.
    record Pressure(int cpu, int memory, int io) implements Finding {}

    /// A line near the end of its output that names a cause the diagnosis knows.
    ///
    /// @param line shortened and without secrets
    record LastWords(Hint hint, String line) implements Finding {}

    /// What could not be looked at; it stands for nothing else.
    record Unseen(Reason reason) implements Finding {}

    /// Whose a port is.
    enum Holder {
        /// The running incarnation.
        SERVICE,
        /// Proven to be left over from an earlier incarnation of this service.
        STRAY,
        STRANGER
    }

    /// What a line of output points to.
    enum Hint {
        /// `EADDRINUSE`, `Address already in use`
        PORT_IN_USE,
        /// `ENOSPC`, `No space left on device`
        NO_SPACE,
        /// `EACCES`, `Permission denied`
        NO_PERMISSION,
        /// `Cannot find module`, `ModuleNotFoundError`, `ClassNotFoundException`
        PART_MISSING,
        /// `SyntaxError`, an unreadable configuration
        NOT_PARSABLE,
        /// `ECONNREFUSED`, `could not connect to server`
        DEPENDENCY_REFUSED,
        /// `JavaScript heap out of memory`, `OutOfMemoryError`, `MemoryError`
        NO_MEMORY,
        /// `database disk image is malformed`
        DATABASE_DAMAGED,
        /// `is not set`, `Missing required environment variable`, `KeyError` of a setting
        SETTING_MISSING
    }

    /// What a close look brought.
    ///
    /// @param evidence where the full evidence is kept; absent when none could be
    record Examination(List<Finding> findings, Optional<Evidence> evidence) {
        public Examination {
            findings = List.copyOf(findings);
        }

        public static final Examination NOTHING = new Examination(List.of(), Optional.empty());
    }

    /// @param path of the directory it is kept in
    record Evidence(String path, long bytes) {}
}
