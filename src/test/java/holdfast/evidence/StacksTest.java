package holdfast.evidence;

import holdfast.linux.ProcessKey;
import holdfast.linux.Signals;
import holdfast.model.Finding;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

        Finding.Examination seen = lookInTime(main);

        assertTrue(text(seen, "stacks.txt").contains("Waiter.main"), text(seen, "about.txt"));
    }

    /// One that answers, and two that hang while they are asked: what the first has said is not lost, and the look ends in time.
    @Test
    void aJvmThatHangsWhileItIsAskedCostsNobodyElseHisWord() throws Exception {
        Path home = Files.createDirectory(directory.resolve("jdk"));
        Path java = Files.copy(Path.of("/usr/bin/perl"), home.resolve("java"));
        Path jcmd = Files.writeString(home.resolve("jcmd"), """
                #!/bin/sh
                test "$4" = "$(cat %s/first)" && sleep 1.2 && echo "told by $4" || exec sleep 600
                """.formatted(directory));
        Files.setPosixFilePermissions(jcmd, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessIdentity main = scene.start(
                1, Map.of(), java.toString(), "-e", "$SIG{QUIT} = sub {}; fork; fork; $| = 1; print 1; sleep 1 while 1");
        Files.writeString(directory.resolve("first"), Long.toString(main.pid()));
        List<Long> others = scene.process(main).descendants().map(ProcessHandle::pid).toList();

        Finding.Examination seen = lookInTime(main);

        assertTrue(text(seen, "stacks.txt").contains("told by " + main.pid()), text(seen, "about.txt"));
        assertEquals(2, unseen(seen).stream()
                .filter(reason -> reason.key().equals("evidence.stacks-late"))
                .filter(reason -> others.stream().anyMatch(pid -> reason.values().contains("" + pid)))
                .count());
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
        ProcessIdentity willing = node("console.log(1); setInterval(() => {}, 1000)", "--report-on-signal");

        Finding.Examination seen = lookInTime(willing);

        assertTrue(text(seen, "stacks.txt").contains("javascriptStack"), text(seen, "about.txt"));
        assertFalse(text(seen, "stacks.txt").contains("hunter2"));
        assertTrue(isClean());
    }

    /// It holds the whole environment, and nobody else would take it away.
    @Test
    void aReportThatComesLateIsDeleted() throws Exception {
        assumeTrue(Programs.find("node").isPresent(), "there is no node on this machine: apt-get install nodejs");
        // It acts on no signal for some seconds.
        ProcessIdentity busy = node("console.log(1); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6000);"
                + " setInterval(() => {}, 1000)", "--report-on-signal");

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(busy));

        assertTrue(unseen(seen).contains(Reason.of("evidence.stacks-late", busy.pid())), seen.toString());
        assertTrue(comesAndGoes(), "a report is left");
    }

    /// A report of it appears, and is gone again.
    private boolean comesAndGoes() {
        boolean hasCome = false;
        long deadline = System.nanoTime() + 60 * SECOND;
        while (System.nanoTime() < deadline) {
            hasCome |= !isClean();
            if (hasCome && isClean()) {
                return true;
            }
            LockSupport.parkNanos(SECOND / 1000);
        }
        return false;
    }

    private boolean isClean() {
        String[] names = directory.toFile().list((_, name) -> name.startsWith("report."));
        return names != null && names.length == 0;
    }

    @Test
    void aReportThatIsWrittenElsewhereIsNotAskedFor() throws Exception {
        assumeTrue(Programs.find("node").isPresent(), "there is no node on this machine: apt-get install nodejs");
        ProcessIdentity node = node("console.log(1); setInterval(() => {}, 1000)", "--report-on-signal", "--diagnostic-dir=/tmp");

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(node));

        assertTrue(unseen(seen).contains(Reason.of("evidence.stacks-node", node.pid())), seen.toString());
    }

    /// On a machine under load two seconds may not do; then it is asked again.
    private Finding.Examination lookInTime(ProcessIdentity main) {
        for (int tries = 0; tries < 20; tries++) {
            Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(main));
            if (!unseen(seen).contains(Reason.of("evidence.stacks-late", main.pid()))) {
                return seen;
            }
        }
        throw new AssertionError("never in time");
    }

    @Test
    void sparesANodeThatWouldDieOfBeingAsked() throws Exception {
        assumeTrue(Programs.find("node").isPresent(), "there is no node on this machine: apt-get install nodejs");
        ProcessIdentity unwilling = node("console.log(1); setInterval(() => {}, 1000)");

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(unwilling));

        assertTrue(unseen(seen).contains(Reason.of("evidence.stacks-node", unwilling.pid())), seen.toString());
        assertTrue(scene.process(unwilling).isAlive());
    }

    @Test
    void ofAPythonWithoutPySpyThePlaceInTheKernelIsKeptAndTheRestSaidToBeUnseen() throws Exception {
        assumeTrue(Programs.find("python3").isPresent(), "there is no python3 on this machine: apt-get install python3");
        assumeTrue(Programs.find("py-spy").isEmpty(), "py-spy is installed, and tells more");
        String program = "import threading, time; print(1, flush=True); threading.Thread(target=time.sleep, args=(600,)).start(); time.sleep(600)";
        ProcessIdentity main = scene.start(1, Map.of(), Programs.find("python3").get().toString(), "-c", program);
        awaitThreads(main.pid(), 2);

        Finding.Examination seen = scene.look(scene.service(Optional.empty(), Map.of()), 1, Optional.of(main));

        assertTrue(unseen(seen).contains(Reason.of("evidence.stacks-python", main.pid())), seen.toString());
        String stacks = text(seen, "stacks.txt");
        assertEquals(2, stacks.lines().filter(line -> line.contains(" S (sleeping) ")).count(), stacks);
        assertTrue(scene.process(main).isAlive());
    }

    private void awaitThreads(long pid, int count) {
        long deadline = System.nanoTime() + 30 * SECOND;
        while (scene.machine.table().stat(pid).found().orElseThrow().threads() < count && System.nanoTime() < deadline) {
            LockSupport.parkNanos(SECOND / 1000);
        }
    }

    private ProcessIdentity node(String program, String... options) throws Exception {
        var argv = new ArrayList<>(List.of("node"));
        argv.addAll(List.of(options));
        argv.addAll(List.of("-e", program));
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
