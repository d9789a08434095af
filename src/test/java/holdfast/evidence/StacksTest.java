package holdfast.evidence;

import holdfast.linux.ProcessKey;
import holdfast.linux.Signals;
import holdfast.model.Finding;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.evidence.Scene.found;
import static holdfast.evidence.Scene.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// What the threads of a program are doing, asked of real Java and Node programs.
class StacksTest {
    private static final long SECOND = 1_000_000_000L;

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
    void aStoppedJvmDoesNotHoldUpTheLook() throws Exception {
        ProcessIdentity main = jvm();
        scene.machine.door().signal(new ProcessKey(main.pid(), main.startTicks()), Signals.STOP);
        awaitState(main.pid(), 'T');
        long began = System.nanoTime();

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(main));

        assertTrue(System.nanoTime() - began < 5 * SECOND);
        assertEquals('T', found(seen, Finding.MainProcess.class).getFirst().state());
        assertTrue(unseen(seen).contains(Reason.of("evidence.stacks-stopped", main.pid())), seen.toString());
    }

    @Test
    void asksAJvmForItsThreads() throws Exception {
        ProcessIdentity main = jvm();

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(main));

        // On a machine under load two seconds may not do; then that is said.
        if (!unseen(seen).contains(Reason.of("evidence.stacks-late", main.pid()))) {
            assertTrue(text(seen, "stacks.txt").contains("Waiter.main"), text(seen, "about.txt"));
        }
    }

    @Test
    void sparesAJvmThatWouldDieOfBeingAsked() throws Exception {
        ProcessIdentity main = jvm("-Xrs");

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(main));

        assertTrue(unseen(seen).contains(Reason.of("evidence.stacks-no-handler", main.pid())), seen.toString());
        assertTrue(scene.process(main).isAlive());
    }

    @Test
    void takesTheReportOfANodeThatWasStartedForIt() throws Exception {
        assumeTrue(Programs.find("node").isPresent(), "there is no node on this machine: apt-get install nodejs");
        ProcessIdentity willing = node("--report-on-signal");

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(willing));

        if (!unseen(seen).contains(Reason.of("evidence.stacks-late", willing.pid()))) {
            assertTrue(text(seen, "stacks.txt").contains("javascriptStack"), text(seen, "about.txt"));
            assertFalse(text(seen, "stacks.txt").contains("hunter2"));
        }
        try (var left = Files.newDirectoryStream(directory, "report.*")) {
            assertFalse(left.iterator().hasNext());
        }
    }

    @Test
    void sparesANodeThatWouldDieOfBeingAsked() throws Exception {
        assumeTrue(Programs.find("node").isPresent(), "there is no node on this machine: apt-get install nodejs");
        ProcessIdentity unwilling = node();

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(unwilling));

        assertTrue(unseen(seen).contains(Reason.of("evidence.stacks-node", unwilling.pid())), seen.toString());
        assertTrue(scene.process(unwilling).isAlive());
    }

    private ProcessIdentity node(String... options) throws Exception {
        var argv = new ArrayList<>(List.of("node"));
        argv.addAll(List.of(options));
        argv.addAll(List.of("-e", "console.log(1); setInterval(() => {}, 1000)"));
        return scene.start(1, Map.of("API_TOKEN", "hunter2-hunter2"), argv.toArray(String[]::new));
    }

    private ProcessIdentity jvm(String... options) throws Exception {
        Path source = Files.writeString(
                directory.resolve("Waiter.java"),
                "class Waiter { public static void main(String[] a) throws Exception { System.out.println(1); Thread.sleep(600000); } }");
        var argv = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        argv.addAll(List.of(options));
        argv.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", source.toString()));
        return scene.start(1, Map.of(), argv.toArray(String[]::new));
    }

    private void awaitState(long pid, char state) {
        long deadline = System.nanoTime() + 10 * SECOND;
        while (scene.machine.table().stat(pid).found().orElseThrow().state() != state && System.nanoTime() < deadline) {
            LockSupport.parkNanos(SECOND / 1000);
        }
    }

    private static List<Reason> unseen(Finding.Examination examination) {
        return found(examination, Finding.Unseen.class).stream().map(Finding.Unseen::reason).toList();
    }
}
