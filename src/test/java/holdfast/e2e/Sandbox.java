package holdfast.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A folder of its own, a configuration in it, and Holdfast run on that. Everything started in it ends with it.
final class Sandbox implements AutoCloseable {
    private static final Path LAUNCHER = Path.of("holdfast").toAbsolutePath();
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
    private static final long COMMAND_SECONDS = 120;

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Daemon> daemons = new ArrayList<>();
    private List<String> become = List.of();

    /// The first start after a build makes what later ones start faster with, for the daemon and for everything else. It takes the
    /// longer the busier the machine is, and no test waits for that.
    private static final class FirstStart {
        private static final long SECONDS = 600;
        private static final boolean IS_OVER = Stream.of("monitor", "status").allMatch(FirstStart::isOver);

        private static boolean isOver(String verb) {
            try {
                Process process = new ProcessBuilder(LAUNCHER.toString(), "-c", "/nowhere/holdfast.yaml", verb)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                return process.waitFor(SECONDS, TimeUnit.SECONDS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /// What a command left behind.
    record Ran(int exit, String output) {}

    Sandbox() {
        assertTrue(FirstStart.IS_OVER);
        try {
            folder = Files.createTempDirectory("holdfast-e2e").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Skips the test, with the reason, where a program is missing.
    static void needs(String program, String debianPackage) {
        boolean isThere = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
        assumeTrue(isThere, () -> program + " is missing: apt-get install " + debianPackage);
    }

    Path folder() {
        return folder;
    }

    Path configuration() {
        return folder.resolve("holdfast.yaml");
    }

    Sandbox configure(String text) {
        write("holdfast.yaml", text);
        return this;
    }

    /// Takes a configuration from the examples as it is, with its state kept here.
    Sandbox configureExample(String name) {
        return configure(read(EXAMPLES.resolve(name)) + "state: state\n");
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Copies an example application in here.
    Path example(String name) {
        Path source = EXAMPLES.resolve(name);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.filter(file -> !file.toString().contains("__pycache__")).toList()) {
                Files.copy(file, folder.resolve(name).resolve(source.relativize(file).toString()));
            }
            return folder.resolve(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sets a variable for everything that is run from now on.
    Sandbox with(String variable, Object value) {
        environment.put(variable, value.toString());
        return this;
    }

    /// Runs Holdfast as `nobody` from now on; what is here already is that account's.
    Sandbox asNobody() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root can become another user");
        needs("setpriv", "util-linux");
        become = List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
        try {
            Process look = new ProcessBuilder(asSame("test", "-x", LAUNCHER.toString())).start();
            assumeTrue(look.waitFor() == 0, "nobody cannot read " + LAUNCHER + ": put the project where everybody can");
            var nobody = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.toList()) {
                    Files.setOwner(file, nobody);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        return with("HOME", folder);
    }

    /// A command line of any program, as whoever Holdfast runs as here.
    List<String> asSame(String... words) {
        return Stream.concat(become.stream(), Stream.of(words)).toList();
    }

    /// Runs `holdfast -c CONFIGURATION WORDS…` to its end.
    Ran holdfast(String... words) {
        Path output = folder.resolve("command.out");
        Process process = start(argv(words), folder, output);
        try {
            assertTrue(process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS), () -> "still running: holdfast " + List.of(words));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
        return new Ran(process.exitValue(), read(output));
    }

    /// The incidents that Holdfast tells of, oldest first.
    List<Json> incidents() {
        Ran ran = holdfast("incidents", "--json", "--lines", "9999");
        assertEquals(0, ran.exit(), ran.output());
        return Json.read(ran.output()).objects("incidents").stream()
                .sorted(Comparator.comparingLong(incident -> incident.number("id")))
                .toList();
    }

    /// Starts the daemon.
    Daemon monitor(String... words) {
        var all = new ArrayList<>(List.of("monitor"));
        all.addAll(List.of(words));
        Path output = folder.resolve("monitor" + daemons.size() + ".out");
        var daemon = new Daemon(this, start(argv(all.toArray(String[]::new)), folder, output), output);
        daemons.add(daemon);
        return daemon;
    }

    /// Begins `holdfast -c CONFIGURATION WORDS…`, which the caller ends.
    Process begin(Path output, String... words) {
        return start(argv(words), folder, output);
    }

    /// Starts a program that is not Holdfast's, as a person would by hand.
    Process start(List<String> argv, Path directory, Path output) {
        var builder = new ProcessBuilder(argv).directory(directory.toFile()).redirectErrorStream(true);
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("NO_COLOR", "1");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> argv(String... words) {
        var argv = new ArrayList<>(become);
        argv.addAll(List.of(LAUNCHER.toString(), "-c", configuration().toString()));
        argv.addAll(List.of(words));
        return argv;
    }

    /// Ends everything that runs in here.
    void end() {
        daemons.forEach(Daemon::kill);
        Await.until("nothing runs in " + folder, 20, () -> {
            List<Long> left = Processes.in(folder);
            left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            return left.isEmpty();
        });
    }

    @Override
    public void close() {
        end();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
