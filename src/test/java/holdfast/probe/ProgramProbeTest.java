package holdfast.probe;

import holdfast.linux.ProcessLookups;
import holdfast.model.DriverSpec;
import holdfast.model.Question;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.probe.Assert.errs;
import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Programs that answer as Nagios plugins do, and those that do not.
final class ProgramProbeTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path folder;

    private Ask.Said ask(boolean warningIsGood, long timeoutNanos, String... argv) {
        var run = new DriverSpec.Run(
                List.of("server"), "/", Optional.empty(), Map.of("SHOP", "kyiv"), 15, "/dev/null", Optional.empty());
        try (Probes probes = new Probes(new ProcessLookups())) {
            var check = Ask.check(new Question.Program(List.of(argv), folder.toString(), warningIsGood), timeoutNanos);
            return new Ask.Said(probes.run(check, Ask.service(run), Optional.empty()));
        }
    }

    private Ask.Said shell(String line) {
        return ask(false, 20 * SECOND, "/bin/sh", "-c", line);
    }

    @Test
    void theExitCodeIsTheAnswerAndTheFirstLineSaysWhy() {
        var good = shell("echo 'DISK OK - free 3326 MB | /=2643MB;5948;5958'; echo more");
        passes(good, "DISK OK - free 3326 MB");
        assertEquals("DISK OK - free 3326 MB", good.sentence());
        assertEquals("exit=0", good.value());

        fails(shell("echo WARNING - slow; exit 1"), "WARNING - slow (exit code 1)");
        fails(shell("echo CRITICAL; exit 2"), "CRITICAL (exit code 2)");
        errs(shell("echo UNKNOWN - no such host; exit 3"), "does not know: UNKNOWN - no such host");
        passes(ask(true, 20 * SECOND, "/bin/sh", "-c", "echo WARNING - slow; exit 1"), "WARNING - slow");
    }

    @Test
    void ordinaryProgramsAreUnderstoodToo() {
        passes(shell("exit 0"), "exit code 0");
        fails(shell("exit 22"), "exit code 22 and said nothing");
        fails(shell("echo 'could not connect' >&2; exit 7"), "could not connect (exit code 7)");
    }

    @Test
    void aProgramThatCannotRunSaysNothingOfTheService() throws IOException {
        errs(ask(false, SECOND, "no-such-program"), "There is no program no-such-program");
        Files.createFile(folder.resolve("plain"));
        errs(ask(false, SECOND, "./plain"), "may not be executed");
        errs(shell("no-such-command"), "exit code 127", "no-such-command");
        errs(shell("kill -SEGV $$"), "killed by signal 11");
    }

    @Test
    void itRunsInTheDirectoryAndEnvironmentOfTheService() {
        passes(shell("echo $SHOP in $(pwd)"), "kyiv in " + folder);
    }

    @Test
    void inputIsEmptyAndEndlessOutputIsCutOff() {
        passes(shell("cat; echo read all"), "read all");
        passes(shell("head -c 20000000 /dev/zero | tr '\\0' x; exit 0"), "xxxxx");
        passes(shell("printf 'caf\\351 \\033[31mred\\n'"), "caf", "red");
    }

    @Test
    void atTheDeadlineEverythingItStartedDies() throws IOException {
        Path pids = folder.resolve("pids");
        String line = "echo $$ >> pids; sh -c 'echo $$ >> pids; exec sleep 300' & setsid sh -c 'echo $$ >> pids; exec sleep 300' &"
                + " while [ $(wc -l < pids) -lt 3 ]; do :; done; wait";

        long begin = System.nanoTime();
        fails(ask(false, 2 * SECOND, "/bin/sh", "-c", line), "did not end within 2.0 s and was killed");
        assertTrue(System.nanoTime() - begin < 10 * SECOND);
        List<String> started = Files.readAllLines(pids);
        assertEquals(3, started.size(), "" + started);
        started.forEach(pid -> awaitGone(Long.parseLong(pid)));
    }

    @Test
    void whatItLeavesBehindDiesWithIt() throws IOException {
        Path pids = folder.resolve("pids");
        passes(shell("sleep 300 & echo $! > pids; setsid sleep 300 & echo $! >> pids; echo done"), "done");

        Files.readAllLines(pids).forEach(pid -> awaitGone(Long.parseLong(pid)));
    }

    /// The kernel has no event for the end of a process that is not our child.
    private static void awaitGone(long pid) {
        var table = new ProcessLookups().table();
        await(() -> table.stat(pid).found().map(stat -> stat.hasEnded()).orElse(true), pid + " lives");
    }

    private static void await(BooleanSupplier condition, String otherwise) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, otherwise);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
