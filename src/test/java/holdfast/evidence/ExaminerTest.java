package holdfast.evidence;

import holdfast.evidence.Part.Look;
import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.Command;
import holdfast.model.DriverSpec;
import holdfast.model.Finding;
import holdfast.model.Finding.Hint;
import holdfast.model.Finding.Holder;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Question;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.evidence.Scene.found;
import static holdfast.evidence.Scene.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ExaminerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String[] SLEEPER = {"/bin/sh", "-c", "sleep 600 & echo on; wait"};

    @TempDir
    Path directory;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(directory);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    @Test
    void seesTheTreeOfALivingServiceAndKeepsItsEvidence() throws Exception {
        ProcessIdentity main = scene.start(1, Map.of("GREETING", "hello", "DB_PASSWORD", "hunter2-hunter2"), SLEEPER);
        scene.writes("starting\nlogin with hunter2-hunter2 failed\nError: connect ECONNREFUSED 127.0.0.1:5432\n");

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(main));

        Finding.MainProcess process = found(seen, Finding.MainProcess.class).getFirst();
        assertEquals(main.pid(), process.pid());
        assertEquals('S', process.state());
        assertEquals(1, found(seen, Finding.Memory.class).size());
        assertEquals(directory.toString(), found(seen, Finding.Disk.class).getFirst().path());
        assertEquals(
                List.of(new Finding.LastWords(Hint.DEPENDENCY_REFUSED, "Error: connect ECONNREFUSED 127.0.0.1:5432")),
                found(seen, Finding.LastWords.class));
        assertTrue(text(seen, "processes.txt").contains("sleep 600"));
        assertTrue(text(seen, "handles.txt").contains("GREETING=hello"));
        assertTrue(text(seen, "handles.txt").contains("DB_PASSWORD=•••"));
        assertTrue(text(seen, "output.txt").contains("login with ••• failed"));
        assertTrue(text(seen, "host.txt").contains("MemAvailable"));
        assertTrue(text(seen, "about.txt").contains("incident 42"));
        assertFalse(everything(seen).contains("hunter2"));
    }

    @Test
    void looksAtAServiceThatHasNoProcess() throws Exception {
        ProcessIdentity main = scene.start(1, Map.of(), "/bin/sh", "-c", "echo on; read never");
        scene.process(main).destroyForcibly().waitFor();
        scene.writes("KeyError: 'SECRET_KEY'\n");

        Finding.Examination crashed = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(main));
        Finding.Examination neverStarted = scene.look(scene.service(Optional.empty(), Map.of()), 2, Optional.empty());

        for (Finding.Examination seen : List.of(crashed, neverStarted)) {
            assertEquals(List.of(), found(seen, Finding.MainProcess.class));
            assertEquals(Hint.SETTING_MISSING, found(seen, Finding.LastWords.class).getFirst().hint());
            assertTrue(Files.isRegularFile(Path.of(seen.evidence().orElseThrow().path(), "about.txt")));
        }
    }

    @Test
    void wordsFromBeforeTheProcessBeganSpeakOfAnother() throws Exception {
        scene.writes("EADDRINUSE\n");
        Files.setLastModifiedTime(
                scene.output(), FileTime.fromMillis(System.currentTimeMillis() - 60_000));
        ProcessIdentity main = scene.start(1, Map.of(), SLEEPER);

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(main));

        assertEquals(List.of(), found(seen, Finding.LastWords.class));
        assertTrue(text(seen, "output.txt").contains("EADDRINUSE"));
    }

    @Test
    void tellsTheServiceAStrayAndAStrangerApartWhoHoldThePort() throws Exception {
        int port = Scene.freePort();
        ServiceSpec service = scene.service(Optional.of(port), Map.of());

        assertEquals(List.of(new Finding.PortFree(port)), found(scene.look(service, 2, Optional.empty()), Finding.PortFree.class));

        ProcessIdentity holder = scene.start(1, Map.of(), Scene.listener(port));
        Finding.PortHeld own = held(scene.look(service, 1, Optional.of(holder)));
        Finding.PortHeld stray = held(scene.look(service, 2, Optional.empty()));
        assertEquals(Holder.SERVICE, own.holder());
        assertEquals(Holder.STRAY, stray.holder());
        assertEquals(holder.pid(), stray.pid());
        assertTrue(stray.command().startsWith("/usr/bin/perl -MIO::Socket::INET"), stray.command());
        scene.process(holder).destroyForcibly().waitFor();

        ProcessIdentity other = scene.stranger(Scene.listener(port));
        Finding.PortHeld stranger = held(scene.look(service, 2, Optional.empty()));
        assertEquals(Holder.STRANGER, stranger.holder());
        assertEquals(other.pid(), stranger.pid());
        assertEquals(System.getProperty("user.name"), stranger.user());
    }

    /// A crash is looked at while its restart is under way.
    @Test
    void theNextIncarnationIsNoStrayOfTheOneThatCrashed() throws Exception {
        int port = Scene.freePort();
        ServiceSpec service = scene.service(Optional.of(port), Map.of());
        ProcessIdentity crashed = scene.start(7, Map.of(), SLEEPER);
        scene.process(crashed).destroyForcibly().waitFor();

        ProcessIdentity next = scene.start(8, Map.of(), Scene.listener(port));

        Finding.PortHeld own = held(scene.lookAtEnded(service, 7, crashed));
        assertEquals(Holder.SERVICE, own.holder());
        assertEquals(next.pid(), own.pid());
        assertEquals(Holder.STRAY, held(scene.lookAtEnded(service, 8, crashed)).holder());
    }

    /// `/proc` may be too slow to say who belongs to a service. Its own listener is no stray then, and one that a person had started
    /// no stranger.
    @Test
    void whereItsProcessesCannotBeSeenNobodyIsSaidToHoldItsPort() throws Exception {
        int port = Scene.freePort();
        ServiceSpec service = scene.service(Optional.of(port), Map.of());
        var command = new Command.Examine(service.id(), 1, 42, Optional.of(new Incarnation(1)), Optional.empty());
        ProcessIdentity _ = scene.start(1, Map.of(), Scene.listener(port));

        Look look = new PortPart(scene.machine)
                .look(new Subject(command, service, Optional.empty(), List.of(), false, Redaction.plain()), Optional.empty());

        assertEquals(List.of(new Finding.Unseen(Reason.of("evidence.port-unseen", port, "/proc", "not read"))), look.findings());
    }

    /// Where a backend has it work, its configuration does not say.
    @Test
    void theDisksOfAServiceThatABackendKeepsAreSeen() throws Exception {
        ProcessIdentity main = scene.start(1, Map.of(), SLEEPER);
        var database = new CheckSpec(
                new CheckId(new ServiceId("api"), "sqlite"), new Question.Sqlite("/dev/shm/shop.db"), CheckSpec.Role.READY, SECOND, SECOND, SECOND, 1, 1);
        ServiceSpec service = scene.service(Optional.empty(), Map.of())
                .withDriver(new DriverSpec.Pm2("api", DriverSpec.Pm2Selection.NAME, Optional.empty(), Optional.empty(), Optional.empty()))
                .withChecks(List.of(database));

        Finding.Examination seen = scene.look(service, 1, Optional.of(main));

        assertTrue(found(seen, Finding.Disk.class).stream().anyMatch(disk -> disk.path().equals("/dev/shm")), seen.toString());
        assertTrue(service.places().contains("/"));
    }

    @Test
    void readsOnlyTheEndOfAnEndlessLine() throws Exception {
        byte[] part = "x".repeat(1024 * 1024).getBytes(StandardCharsets.US_ASCII);
        try (var out = Files.newOutputStream(scene.output())) {
            for (int i = 0; i < 100; i++) {
                out.write(part);
            }
            out.write("Error: ENOSPC: no space left on device\n".getBytes(StandardCharsets.US_ASCII));
        }
        long began = System.nanoTime();

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.empty());

        assertTrue(System.nanoTime() - began < 5 * SECOND);
        assertTrue(Files.size(Path.of(seen.evidence().orElseThrow().path(), "output.txt")) <= OutputPart.BYTES_MAX + 300);
        assertTrue(text(seen, "output.txt").contains("no space left"));
    }

    @Test
    void aPipeInPlaceOfTheOutputDoesNotHoldUpTheLook() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", scene.output().toString()).start().waitFor());

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.empty());

        assertTrue(unseen(seen).contains(Reason.of("evidence.output-unknown")), seen.toString());
    }

    private static Finding.PortHeld held(Finding.Examination examination) {
        return found(examination, Finding.PortHeld.class).getFirst();
    }

    private static List<Reason> unseen(Finding.Examination examination) {
        return found(examination, Finding.Unseen.class).stream().map(Finding.Unseen::reason).toList();
    }

    private static String everything(Finding.Examination examination) throws IOException {
        var all = new StringBuilder(examination.toString());
        try (var files = Files.list(Path.of(examination.evidence().orElseThrow().path()))) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
