package holdfast.driver.pm2;

import holdfast.driver.Machine;
import holdfast.linux.Cgroups;
import holdfast.linux.ExitWatch;
import holdfast.linux.LinuxKernel;
import holdfast.linux.ProcessKey;
import holdfast.linux.ProcessLookups;
import holdfast.linux.ProcessStat;
import holdfast.linux.ProcessTable;
import holdfast.linux.Signals;
import holdfast.model.DriverSpec;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// The real PM2 in a home of its own, and a driver for it. Ends all that was started there.
final class Pm2Bed implements AutoCloseable {
    /// Folder in which `npm install pm2` was run.
    static final Path INSTALLED = Path.of(Optional.ofNullable(System.getenv("HOLDFAST_TEST_PM2"))
            .orElse("/opt/holdfast-test/pm2"));

    private static final Path PROGRAMS = INSTALLED.resolve("node_modules/.bin");
    static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE_NANOS = 30 * SECOND;

    final Path directory;
    final Home home;
    final Machine machine;
    final Conversation driver;
    final Map<String, String> variables = new HashMap<>();
    final Backend backend;

    Pm2Bed() throws IOException {
        assumeInstalled();
        // Short: the path of a socket has at most 107 bytes.
        directory = Files.createTempDirectory("hf-pm2-").toRealPath();
        home = new Home(directory.resolve("home"));
        Files.createDirectory(home.directory());
        machine = machine();
        driver = new Conversation(machine);
        backend = new Backend(machine, home);
    }

    static void assumeInstalled() {
        assumeTrue(
                Files.isExecutable(PROGRAMS.resolve("pm2")),
                "PM2 is not installed in " + INSTALLED + ": npm install --prefix FOLDER pm2, then HOLDFAST_TEST_PM2=FOLDER");
    }

    static Machine machine() {
        var kernel = new LinuxKernel();
        var table = new ProcessTable();
        return new Machine(
                "test",
                kernel,
                new ProcessLookups(),
                new ExitWatch(kernel, table),
                Cgroups.none(),
                table.bootId().found().orElseThrow());
    }

    /// Runs the command line of PM2 as a person would.
    String pm2(String... arguments) throws IOException, InterruptedException, TimeoutException {
        return said(begin(home, variables, arguments));
    }

    static String pm2(Home home, String... arguments)
            throws IOException, InterruptedException, TimeoutException {
        return said(begin(home, arguments));
    }

    private static String said(Process process) throws IOException, InterruptedException, TimeoutException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new TimeoutException(output);
        }
        return output;
    }

    static Process begin(Home home, String... arguments) throws IOException {
        return begin(home, Map.of(), arguments);
    }

    private static Process begin(Home home, Map<String, String> variables, String... arguments) throws IOException {
        var line = new ArrayList<String>(List.of(PROGRAMS.resolve("pm2").toString()));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(variables);
        builder.environment().put("PM2_HOME", home.toString());
        builder.environment().put("PATH", PROGRAMS + ":" + System.getenv("PATH"));
        builder.directory(home.directory().toFile());
        return builder.start();
    }

    /// As another person would.
    String asUser(String user, String... arguments) throws Exception {
        var line = new ArrayList<String>(List.of("setpriv", "--reuid=" + user, "--clear-groups", PROGRAMS.resolve("pm2").toString()));
        line.addAll(List.of(arguments));
        var builder = new ProcessBuilder(line).redirectErrorStream(true).directory(home.directory().toFile());
        builder.environment().putAll(Map.of(
                "PM2_HOME", home.toString(), "HOME", home.toString(), "PATH", PROGRAMS + ":" + System.getenv("PATH")));
        return said(builder.start());
    }

    /// Has PM2 start something that only sleeps.
    void sleeper(String name, String... options) throws Exception {
        var arguments = new ArrayList<String>(List.of("start", "/bin/sleep", "--name", name, "--interpreter", "none"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--", "3600"));
        pm2(arguments.toArray(String[]::new));
    }

    /// Has PM2 start a shell line.
    void shell(String name, String line, String... options) throws Exception {
        Path script = directory.resolve("script-" + Integer.toHexString(name.hashCode()) + ".sh");
        Files.writeString(script, line + "\n");
        var arguments = new ArrayList<String>(List.of("start", script.toString(), "--name", name, "--interpreter", "/bin/sh"));
        arguments.addAll(List.of(options));
        pm2(arguments.toArray(String[]::new));
    }

    /// A server in Node that answers every request on `$PORT` of 127.0.0.1.
    Path server() throws IOException {
        return Files.writeString(
                directory.resolve("server.js"),
                "require('http').createServer((q, r) => r.end('ok')).listen(process.argv[2], '127.0.0.1');\n");
    }

    ServiceSpec service(String name) {
        return service(name, DriverSpec.Pm2Selection.NAME, Optional.empty());
    }

    ServiceSpec service(String selector, DriverSpec.Pm2Selection by, Optional<Integer> port) {
        return service(new DriverSpec.Pm2(selector, by, Optional.empty(), Optional.of(home.toString()), port));
    }

    static ServiceSpec service(DriverSpec.Pm2 spec) {
        return new ServiceSpec(
                new ServiceId(spec.selector()),
                spec,
                spec.port(),
                List.of(),
                List.of(),
                60 * SECOND,
                10 * SECOND,
                RecoverPolicy.DEFAULT,
                0,
                true);
    }

    List<App> apps() {
        return backend.look() instanceof Backend.Look.Apps look ? look.apps() : List.of();
    }

    App app(String name) {
        return apps().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    ProcessKey god() {
        return backend.god().find().orElseThrow();
    }

    /// PM2 offers no event for whoever has no driver: its list is asked until it fits.
    void until(String what, Supplier<Boolean> condition) throws TimeoutException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.get()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(what + "; PM2 shows " + backend.look());
            }
            LockSupport.parkNanos(20_000_000L);
        }
    }

    void kill(long pid) {
        signal(pid, Signals.KILL);
    }

    /// Kills PM2's daemon. Until it is gone for good it is still to be seen, though its socket is not.
    void killGod() throws TimeoutException {
        long pid = god().pid();
        kill(pid);
        until("the daemon to be gone", () -> !lives(pid));
    }

    void signal(long pid, int signal) {
        ProcessKey key = machine.lookups().table().stat(pid).found().map(ProcessStat::key).orElseThrow();
        var _ = new holdfast.linux.ProcessDoor(machine.kernel(), machine.lookups().table()).signal(key, signal);
    }

    boolean lives(long pid) {
        return machine.lookups().table().stat(pid).found().filter(stat -> !stat.hasEnded()).isPresent();
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static boolean answers(int port) {
        try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        driver.close();
        try {
            end(home);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } catch (TimeoutException late) {
            throw new IOException(late);
        }
        machine.watch().close();
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    /// All daemons of the home, and every process that was started under it.
    void end(Home ended) throws IOException, InterruptedException, TimeoutException {
        backendOf(ended).god().all().forEach(god -> signal(god.pid(), Signals.CONT));
        if (backendOf(ended).look() instanceof Backend.Look.Apps) {
            pm2(ended, "kill");
        }
        String mark = "PM2_HOME=" + ended;
        for (long pid : machine.lookups().table().pids().found().orElseThrow()) {
            boolean isOurs = machine.lookups().table().environment(pid).found().filter(all -> all.contains(mark)).isPresent();
            if (isOurs && lives(pid)) {
                kill(pid);
            }
        }
    }

    Backend backendOf(Home other) {
        return new Backend(machine, other);
    }
}
