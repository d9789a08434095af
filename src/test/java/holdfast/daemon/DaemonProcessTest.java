package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.config.Reading;
import holdfast.daemon.Daemon.End;
import holdfast.daemon.Daemon.Opening;
import holdfast.journal.Boot;
import holdfast.journal.SqliteHistory;
import holdfast.model.Fact;
import holdfast.model.Fleet;
import holdfast.model.Health;
import holdfast.model.Stamped;
import holdfast.text.Texts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A daemon in a process of its own, over played services: what signals and `kill -9` do to it.
class DaemonProcessTest {
    @TempDir
    private Path directory = Path.of("");

    private final List<Process> processes = new ArrayList<>();

    @Test
    void endsOnSigtermWithAWordInItsLog() throws Exception {
        Process daemon = start();
        awaitLine(daemon, "healthy");

        assertTrue(daemon.toHandle().destroy());

        awaitLine(daemon, "ended by SIGTERM");
        assertTrue(daemon.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, daemon.exitValue());
        String log = Files.readString(directory.resolve("state/holdfast.log"));
        assertTrue(log.matches("(?s).*\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d \\[SUCCESS] shop: healthy: .*"), log);
        assertTrue(log.contains("[INFO] Holdfast ends. The services keep running."), log);
    }

    @Test
    void keepsTheLogOfTheScriptThatItReplaces() throws Exception {
        Path log = Files.createDirectories(directory.resolve("state")).resolve("holdfast.log");
        Files.setPosixFilePermissions(log.getParent(), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(log, "a line of the script\n");

        for (int run = 0; run < 2; run++) {
            Process daemon = start();
            awaitLine(daemon, "healthy");
            end(daemon);
        }

        assertEquals("a line of the script\n", Files.readString(log.resolveSibling("holdfast.log.old")));
        assertTrue(Files.readString(log).contains("[WARN] What was in " + log + " before is in " + log + ".old now"), Files.readString(log));
        assertFalse(Files.exists(log.resolveSibling("holdfast.log.old-2")), "its own log is its own");
    }

    @Test
    void readsItsConfigurationAgainOnSighup() throws Exception {
        Process daemon = start();
        awaitLine(daemon, "healthy");

        assertTrue(new ProcessBuilder("kill", "-HUP", Long.toString(daemon.pid())).start().waitFor(20, TimeUnit.SECONDS));

        awaitLine(daemon, "noted daemon.reload.unchanged");
        assertTrue(daemon.isAlive());
        end(daemon);
    }

    @Test
    void afterAKillTheNextOneStartsAtOnceAndKnowsEverything() throws Exception {
        Process first = start();
        awaitLine(first, "healthy");
        end(first);

        Process second = start();
        awaitLine(second, "healthy");
        end(second);

        var history = SqliteHistory.of(
                directory.resolve("state/journal.db"), Boot.id(), System.nanoTime(), System.currentTimeMillis());
        List<Fact> facts = history.recent(50).stream().map(Stamped::fact).toList();
        List<Long> runs = facts.stream()
                .filter(Fact.StartIntended.class::isInstance)
                .map(fact -> ((Fact.StartIntended) fact).incarnation().number())
                .toList();
        // What the first one played died with it, so the second one starts it anew, as the next run of the same service.
        assertEquals(List.of(1L, 2L), runs);
    }

    /// Plays until it is told to end; tells on standard output what happens.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            Configuration configuration = OnePassTest.configuration(
                    Path.of(arguments[0]), new Fleet(List.of(Samples.quick("shop"))));
            Outfit played = new PlayedMachine().outfit(System.getProperty("user.name"));
            var outfit = new Outfit(
                    played.clock(), played.eyes(), played.probing(), played.driver(), played.lookups(), played.user(), Boot.id(),
                    played.pid(), played.release());
            var opening = Daemon.open(
                    configuration, () -> new Reading.Loaded(configuration), outfit, Texts.english(), Program::tell);
            if (!(opening instanceof Opening.Ready(Daemon daemon))) {
                throw new IllegalStateException(opening.toString());
            }
            try (daemon) {
                daemon.begin();
                daemon.obeySignals();
                if (daemon.awaitEnd() instanceof End.Asked(String by)) {
                    System.out.println("ended by " + by);
                }
            }
        }

        private static void tell(Progress progress) {
            if (progress instanceof Progress.Noted noted) {
                System.out.println("noted " + noted.reasons().getFirst().key());
            }
            boolean isHealthy = progress instanceof Progress.Happened happened
                    && happened.fact() instanceof Fact.HealthJudged judged
                    && judged.to() == Health.HEALTHY;
            if (isHealthy) {
                System.out.println("healthy");
            }
        }
    }

    private Process start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return process;
    }

    private static void end(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    }

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : processes) {
            end(process);
        }
    }

    /// Ends with an error when the process does first.
    private static void awaitLine(Process process, String wanted) throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(wanted)) {
                return;
            }
        }
        throw new AssertionError("it ended without saying: " + wanted);
    }
}
