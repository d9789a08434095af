package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.config.Reading;
import holdfast.daemon.OnePass.Order;
import holdfast.daemon.OnePass.Outcome;
import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.DriverSpec;
import holdfast.model.Fact;
import holdfast.model.FileMode;
import holdfast.model.FileRules;
import holdfast.model.Fleet;
import holdfast.model.Health;
import holdfast.model.ProcessIdentity;
import holdfast.model.Question;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.daemon.Samples.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Passes over a real process, with the real driver and real probes.
class OnMachineTest {
    private static final long MILLI = 1_000_000L;

    @TempDir
    private Path directory = Path.of("");

    private final List<Progress> heard = new CopyOnWriteArrayList<>();
    private final List<ProcessIdentity> started = new CopyOnWriteArrayList<>();

    @AfterEach
    void endWhatWasStarted() throws Exception {
        for (ProcessIdentity process : started) {
            end(process);
        }
    }

    @Test
    void startsLeavesAloneAndHealsARealProcess() throws Exception {
        ProcessIdentity first = pass();
        assertTrue(isAlive(first), "it outlives the pass");

        assertEquals(first, pass());

        end(first);
        ProcessIdentity second = pass();
        assertNotEquals(first, second);
        assertTrue(isAlive(second));
        assertEquals(1, heard.stream().filter(OnMachineTest::isOpening).count());
    }

    @Test
    void aFileMadeUnreadableIsSeenWithinASecondThoughItsCheckComesOnceAMinute() throws Exception {
        Path file = Files.createDirectories(directory.resolve("build/static")).resolve("index.html");
        Files.setPosixFilePermissions(Files.createFile(file), PosixFilePermissions.fromString("rw-r--r--"));
        Configuration configuration = OnePassTest.configuration(directory, new Fleet(List.of(pages(directory.resolve("build")))));
        var health = new LinkedBlockingQueue<Health>();
        var herald = new Herald();
        var _ = herald.listen(progress -> {
            if (progress instanceof Progress.Happened happened && happened.fact() instanceof Fact.HealthJudged judged) {
                health.add(judged.to());
            }
        });
        var outfit = Outfit.ofMachine(configuration.stateDirectory());
        var opening = Daemon.open(configuration, () -> new Reading.Loaded(configuration), outfit, herald);
        try (Daemon daemon = assertInstanceOf(Daemon.Opening.Ready.class, opening).daemon()) {
            daemon.begin();
            assertEquals(Health.HEALTHY, health.poll(20, TimeUnit.SECONDS));

            long begin = System.nanoTime();
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
            assertNotEquals(Health.HEALTHY, health.poll(20, TimeUnit.SECONDS));
            assertTrue(System.nanoTime() - begin < SECOND, "seen only after " + (System.nanoTime() - begin) / MILLI + " ms");

            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            assertEquals(Health.HEALTHY, health.poll(20, TimeUnit.SECONDS));
        }
    }

    private static ServiceSpec pages(Path build) {
        var id = new ServiceId("pages");
        var rules = new FileRules(Optional.empty(), Optional.empty(), FileMode.parse("u=rwX,go=rX"));
        var question = new Question.Files(
                build.toString(), true, true, rules, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        var check = new CheckSpec(
                new CheckId(id, "files"), question, CheckSpec.Role.READY, 60 * SECOND, 2 * SECOND, 5 * SECOND, 1, 1);
        return new ServiceSpec(
                id, new DriverSpec.Watch(), Optional.empty(), List.of(), List.of(check), 20 * SECOND, 5 * SECOND,
                RecoverPolicy.DEFAULT, 60 * SECOND, true);
    }

    private ProcessIdentity pass() throws Exception {
        Configuration configuration = OnePassTest.configuration(directory, new Fleet(List.of(sleeper())));
        var outfit = Outfit.ofMachine(configuration.stateDirectory());
        var outcome = OnePass.run(configuration, new Order(List.of(), List.of(), OptionalLong.of(60 * SECOND)), outfit, progress -> {
            heard.add(progress);
            if (progress instanceof Progress.Happened happened && happened.fact() instanceof Fact.Started fact) {
                started.add(fact.process());
            }
        });
        var done = assertInstanceOf(Outcome.Done.class, outcome);
        assertTrue(done.findings().isGood(), () -> done.findings().toString());
        return done.status().services().getFirst().process().orElseThrow();
    }

    private static boolean isOpening(Progress progress) {
        return progress instanceof Progress.Happened happened && happened.fact() instanceof Fact.IncidentOpened;
    }

    private ServiceSpec sleeper() {
        var id = new ServiceId("sleeper");
        var check = new CheckSpec(
                new CheckId(id, "process"),
                new Question.Processes(Optional.empty(), 1, Optional.empty(), Optional.empty()),
                CheckSpec.Role.ALIVE,
                50 * MILLI,
                50 * MILLI,
                5 * SECOND,
                3,
                1);
        var policy = new RecoverPolicy(
                3, 600 * SECOND, SECOND, SECOND, 0, 0, 600 * SECOND, 3600 * SECOND, 200 * MILLI, 600 * SECOND);
        var run = new DriverSpec.Run(
                List.of("/bin/sleep", "3600"), "/", Optional.empty(), Map.of(), 15, directory.resolve("sleeper.log").toString(),
                Optional.empty());
        return new ServiceSpec(
                id, run, Optional.empty(), List.of(), List.of(check), 20 * SECOND, 5 * SECOND, policy, 60 * SECOND, true);
    }

    private static boolean isAlive(ProcessIdentity process) {
        return ProcessHandle.of(process.pid()).filter(ProcessHandle::isAlive).isPresent();
    }

    private static void end(ProcessIdentity process) throws Exception {
        Optional<ProcessHandle> handle = ProcessHandle.of(process.pid())
                .filter(found -> found.info().command().filter(command -> command.endsWith("sleep")).isPresent());
        if (handle.isPresent()) {
            assertTrue(handle.get().destroyForcibly());
            handle.get().onExit().get(20, TimeUnit.SECONDS);
        }
    }
}
