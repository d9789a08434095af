package holdfast.driver.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/// A Docker engine of our own, with its own data and its own socket, and one small image (`holdfast:test`, busybox). Everything of
/// it is gone after [#close].
public final class Dockerd implements AutoCloseable {
    public static final String IMAGE = "holdfast:test";

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final List<String> APPLETS =
            List.of("sh", "sleep", "cat", "echo", "httpd", "nc", "test", "touch", "rm", "wget", "kill", "ls", "seq", "yes", "trap");

    private final Path directory;
    private final List<String> more;
    private Process process;
    private boolean isKilled;

    private Dockerd(Path directory, List<String> more) throws IOException {
        this.directory = directory;
        this.more = more;
        this.process = launch();
    }

    /// A running one; where there cannot be one, the test is skipped and says why.
    public static Dockerd start(String... more) throws IOException {
        Assumptions.assumeTrue(isInPath("dockerd"), "dockerd is not installed (package docker.io)");
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/busybox")), "busybox is not installed (package busybox-static)");
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "dockerd needs root");
        Path directory = Files.createDirectories(Path.of("/var/tmp/holdfast-test/" + UUID.randomUUID()));
        var engine = new Dockerd(directory, List.of(more));
        engine.awaitAnswer();
        engine.importImage();
        return engine;
    }

    public static boolean isInPath(String program) {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    public Path socket() {
        return directory.resolve("docker.sock");
    }

    public String host() {
        return "unix://" + socket();
    }

    public Path directory() {
        return directory;
    }

    public long pid() {
        return process.pid();
    }

    /// What a person types; the answer without its last line break.
    public String docker(String... arguments) throws IOException {
        var argv = new ArrayList<>(List.of("docker", "--host", host()));
        argv.addAll(List.of(arguments));
        return run(argv);
    }

    /// A container in the background, of the test image, without a network. Gives its id.
    public String container(String name, String... rest) throws IOException {
        var argv = new ArrayList<>(List.of("run", "--detach", "--network=none", "--name", name));
        argv.addAll(List.of(rest));
        return docker(argv.toArray(new String[0]));
    }

    public Engine engine(Deadlines deadlines) {
        return new Engine(new EngineClient(new Endpoint.Unix(socket()), deadlines));
    }

    public String state(String container, String template) throws IOException {
        return docker("inspect", "--format", template, container);
    }

    /// Ends in order, as at a shutdown or an upgrade of the package.
    public void shutDown() throws IOException {
        process.destroy();
        int _ = await(process);
    }

    /// Ends at once, without a word to its containers, which live on.
    public void kill() throws IOException {
        isKilled = true;
        // Its own containerd dies with it. Where nobody reaps orphans, the next dockerd would take the dead one for one that runs.
        List<ProcessHandle> helpers = process.descendants().filter(Dockerd::isContainerd).toList();
        process.destroyForcibly();
        int _ = await(process);
        helpers.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle helper : helpers) {
            helper.onExit().completeOnTimeout(helper, 5, TimeUnit.SECONDS).join();
        }
        Files.deleteIfExists(directory.resolve("exec/containerd/containerd.pid"));
    }

    private static boolean isContainerd(ProcessHandle process) {
        return process.info().command().filter(command -> command.endsWith("/containerd")).isPresent();
    }

    public void relaunch() throws IOException {
        process = launch();
        awaitAnswer();
    }

    /// STOP makes it hang, CONT lets it go on.
    public void signal(String name) throws IOException {
        run(List.of("kill", "-" + name, Long.toString(process.pid())));
        if (name.equals("STOP")) {
            awaitStopped();
        }
    }

    /// Each of its threads stops when it next passes through the kernel, which is soon and not at once.
    private void awaitStopped() throws IOException {
        Path stat = Path.of("/proc/" + process.pid() + "/stat");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!Files.readString(stat).contains(") T ") && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private Process launch() throws IOException {
        var argv = new ArrayList<>(List.of(
                "dockerd",
                "--data-root=" + directory.resolve("data"),
                "--exec-root=" + directory.resolve("exec"),
                "--pidfile=" + directory.resolve("pid"),
                "--host=" + host(),
                "--iptables=false",
                "--ip6tables=false",
                "--ip-masq=false",
                "--bridge=none",
                "--shutdown-timeout=3"));
        argv.addAll(more);
        return new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
                .start();
    }

    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        try (var deadlines = new Deadlines()) {
            while (!(engine(deadlines).client().ping() instanceof Reply.Said<String>)) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new IllegalStateException("dockerd does not answer: " + Files.readString(directory.resolve("log")));
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private void importImage() throws IOException {
        Path bin = Files.createDirectories(directory.resolve("image/bin"));
        Files.copy(Path.of("/bin/busybox"), bin.resolve("busybox"));
        for (String applet : APPLETS) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        Path archive = directory.resolve("image.tar");
        run(List.of("tar", "-C", directory.resolve("image").toString(), "-cf", archive.toString(), "."));
        docker("import", archive.toString(), IMAGE);
    }

    private String run(List<String> argv) throws IOException {
        Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (await(process) != 0) {
            throw new IllegalStateException(argv + ": " + output);
        }
        return output;
    }

    private static int await(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// With live restore the engine leaves its own mounts behind, as it would leave running containers.
    private void unmount() throws IOException {
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .map(line -> line.split(" ", -1)[4])
                .filter(place -> place.startsWith(directory + "/"))
                .sorted(Comparator.reverseOrder())
                .toList();
        for (String mount : mounts) {
            run(List.of("umount", mount));
        }
    }

    @Override
    public void close() throws IOException {
        if (isKilled && !process.isAlive()) {
            relaunch(); // its containers live on without it
        }
        if (process.isAlive()) {
            run(List.of("kill", "-CONT", Long.toString(process.pid())));
            String all = docker("ps", "--all", "--quiet");
            if (!all.isEmpty()) {
                var argv = new ArrayList<>(List.of("rm", "--force"));
                all.lines().forEach(argv::add);
                docker(argv.toArray(new String[0]));
            }
            shutDown();
        }
        unmount();
        try (var files = Files.walk(directory)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
