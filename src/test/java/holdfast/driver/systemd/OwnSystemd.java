package holdfast.driver.systemd;

import holdfast.driver.Machine;
import holdfast.driver.dbus.Address;
import holdfast.linux.Cgroups;
import holdfast.linux.ExitWatch;
import holdfast.linux.LinuxKernel;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessTable;
import holdfast.linux.SocketTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A real systemd as PID 1, in namespaces of its own, with private `/etc` and `/run`, and its message bus. `/tmp` and `/var/tmp` are
/// private as well, but for the one that the project lies in. Nothing in there is cleared away: systemd-tmpfiles is masked. The tests stay outside and look in: at its processes through its own `/proc`, at its bus through the socket in its own `/run`.
public final class OwnSystemd implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/lib/systemd/systemd");
    private static final long PATIENCE_SECONDS = 60;

    /// What empties `/tmp` at a boot, and tidies it later.
    private static final List<String> MASKED = List.of("systemd-tmpfiles-setup.service", "systemd-tmpfiles-clean.timer");

    /// `$1` is the folder that holds the private `/etc`; the others are to be private, too.
    private static final String NAMESPACE = """
            mount -t overlay overlay -o lowerdir=/etc,upperdir="$1"/etc-up,workdir="$1"/etc-wk /etc
            mount -t tmpfs tmpfs /run && mkdir -p /run/lock /run/systemd
            shift; for place; do mount -t tmpfs tmpfs "$place"; done
            exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin %s --system --unit=basic.target
            """.formatted(PROGRAM);

    private final Path folder;
    private final Process outside;
    private final long pid;
    private final ExitWatch watch;

    private OwnSystemd(Path folder, Process outside, long pid) {
        this.folder = folder;
        this.outside = outside;
        this.pid = pid;
        this.watch = new ExitWatch(new LinuxKernel(), new ProcessTable());
    }

    /// Skips the test, with the reason, where it cannot be had.
    public static OwnSystemd start() throws IOException, InterruptedException {
        Path here = Path.of("target").toAbsolutePath();
        assumeTrue(Files.isExecutable(PROGRAM), "systemd is missing: apt-get install systemd dbus");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/dbus-daemon")), "dbus is missing: apt-get install dbus");
        assumeTrue(new LinuxKernel().userId() == 0, "only root can make namespaces for a systemd of its own");
        assumeTrue(!here.startsWith("/run"), "a systemd of its own hides /run, and " + here + " is there");
        Path folder = Files.createTempDirectory(Files.createDirectories(here), "systemd");
        Path units = Files.createDirectories(folder.resolve("etc-up/systemd/system"));
        for (String unit : MASKED) {
            Files.createSymbolicLink(units.resolve(unit), Path.of("/dev/null"));
        }
        Files.createDirectories(folder.resolve("etc-wk"));
        var argv = new ArrayList<>(List.of(
                "unshare", "--fork", "--kill-child", "--pid", "--mount-proc", "--mount", "--uts", "--ipc", "--propagation", "private",
                "bash", "-c", NAMESPACE, "bash", folder.toString()));
        argv.addAll(Stream.of("/var/tmp", "/tmp").filter(place -> !here.startsWith(place)).toList());
        Process outside = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        try {
            await("the namespace", () -> outside.children().findAny().isPresent());
            long pid = outside.children().findAny().orElseThrow().pid();
            var made = new OwnSystemd(folder, outside, pid);
            await("its bus", () -> Files.exists(made.bus().socket()) && made.run("systemctl", "is-active", "basic.target").exit() == 0);
            return made;
        } catch (AssertionError broken) {
            outside.descendants().forEach(ProcessHandle::destroyForcibly);
            throw broken;
        }
    }

    /// What a command left behind.
    public record Ran(int exit, String output) {}

    /// A folder that is the same inside and out; it goes with this.
    public Path folder() {
        return folder;
    }

    /// The command line that runs a command inside.
    public List<String> argv(String... words) {
        var argv = new ArrayList<>(List.of("nsenter", "-t", Long.toString(pid), "-a", "-r"));
        argv.addAll(List.of(words));
        return argv;
    }

    /// Runs a command inside, to its end.
    public Ran run(String... words) {
        List<String> argv = argv(words);
        try {
            Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running: " + argv);
            }
            return new Ran(process.exitValue(), output);
        } catch (IOException failed) {
            throw new AssertionError(argv.toString(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /// Runs a command inside that must succeed, and gives what it printed.
    public String must(String... words) {
        Ran ran = run(words);
        if (ran.exit() != 0) {
            throw new AssertionError(List.of(words) + " failed with " + ran.exit() + ": " + ran.output());
        }
        return ran.output().strip();
    }

    /// Writes a unit file, and has it read.
    public void unit(String name, String text) throws IOException {
        file(name, text);
        must("systemctl", "daemon-reload");
    }

    /// Writes a unit file behind systemd's back.
    public void file(String name, String text) throws IOException {
        Files.writeString(inside("/etc/systemd/system/" + name), text);
    }

    /// A path as it is inside, seen from here.
    public Path inside(String path) {
        return Path.of("/proc/" + pid + "/root" + path);
    }

    public Address bus() {
        return Address.bus(inside("/run/dbus/system_bus_socket"));
    }

    /// Its processes, as they are numbered inside.
    public Machine machine() {
        var lookups = new ProcessLookups(new ProcessTable(inside("/proc")), new SocketTable());
        String boot = lookups.table().bootId().found().orElseThrow();
        return new Machine("test", new LinuxKernel(), lookups, watch, Cgroups.none(), boot);
    }

    /// pid of its PID 1, from here.
    public long pid() {
        return pid;
    }

    /// Its PID 1 hears STOP and CONT from outside.
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (IOException failed) {
            throw new AssertionError("kill -" + name, failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + PATIENCE_SECONDS + " s for " + what);
            }
            LockSupport.parkNanos(20_000_000L);
        }
    }

    /// With its PID 1 the whole namespace ends.
    @Override
    public void close() throws IOException {
        watch.close();
        Optional<ProcessHandle> first = ProcessHandle.of(pid).filter(process -> outside.children().anyMatch(process::equals));
        first.ifPresent(ProcessHandle::destroyForcibly);
        await("the namespace to end", () -> !outside.isAlive());
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
