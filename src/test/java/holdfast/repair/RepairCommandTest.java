package holdfast.repair;

import holdfast.model.CommandLine;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class RepairCommandTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    Path directory;

    private Bench bench;

    @BeforeEach
    void open() {
        bench = new Bench(directory);
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void runsInItsDirectoryWithItsEnvironmentAndKeepsWhatItSays() throws Exception {
        RemedyOutcome outcome = run(command(10, Optional.empty(), "/bin/sh", "-c", "pwd; echo $GREETING >&2; touch mended"));

        assertEquals(List.of("/bin/sh", "/kept/output.txt"), Bench.applied(outcome).values());
        assertEquals(directory.toRealPath() + "\nhello\n", bench.kept.get("42/output.txt"));
        assertTrue(Files.exists(directory.resolve("mended")));
        try (var scratch = Files.list(directory.resolve("scratch"))) {
            assertEquals(0, scratch.count());
        }
    }

    @Test
    void tellsTheExitCodeAndTheSignal() {
        RemedyOutcome failed = run(command(10, Optional.empty(), "sh", "-c", "echo no; exit 7"));
        Bench.refuses("repair.command.exit", failed);
        assertEquals("7", ((RemedyOutcome.Failed) failed).reason().values().get(1));

        RemedyOutcome killed = run(command(10, Optional.empty(), "sh", "-c", "kill -9 $$"));
        assertEquals(new Reason("repair.command.signal", List.of("sh", "KILL", "-")), ((RemedyOutcome.Failed) killed).reason());
    }

    @Test
    void killsAllThatItHasStartedWhenItsTimeIsUp() throws Exception {
        String script = "setsid sleep 601 & sleep 602 & (sleep 603 &) ; echo $$ > pid; wait; wait";
        long began = System.nanoTime();

        Bench.refuses("repair.command.late", run(command(1, Optional.empty(), "/bin/sh", "-c", script)));

        assertTrue(System.nanoTime() - began < 10 * SECOND);
        assertFalse(bench.lives(Long.parseLong(Files.readString(directory.resolve("pid")).trim())));
        String here = directory.toRealPath().toString();
        long left = ProcessHandle.allProcesses()
                .filter(process -> bench.machine.table().directory(process.pid()).found().map(Path::toString).equals(Optional.of(here)))
                .filter(process -> bench.lives(process.pid()))
                .count();
        assertEquals(0, left);
    }

    @Test
    void runsAsTheUserThatIsAskedFor() throws Exception {
        assumeTrue(bench.machine.kernel().userId() == 0, "only root may run a command as somebody else");

        Bench.applied(run(command(10, Optional.of("nobody"), "/bin/sh", "-c", "id -un")));

        assertEquals("nobody\n", bench.kept.get("42/output.txt"));
    }

    @Test
    void saysWhyItCannotBeRun() throws Exception {
        Path script = Files.writeString(directory.resolve("script"), "x");

        Bench.refuses("repair.command.missing", run(command(1, Optional.empty(), "no-such-program-here")));
        Bench.refuses("repair.command.not-executable", run(command(1, Optional.empty(), script.toString())));
        Bench.refuses("repair.command.no-user", run(command(1, Optional.of("no-such-user-here"), "/bin/true")));
        var lost = new CommandLine(List.of("/bin/true"), "/no/such/directory", Optional.empty(), Map.of(), SECOND);
        Bench.refuses("repair.command.no-directory", run(lost));
    }

    @Test
    void runsNothingThatIsNotDeclared() {
        CommandLine command = command(1, Optional.empty(), "/bin/touch", "mended");

        Bench.refuses("repair.command.not-declared", bench.apply(new Remedy.RunCommand(command), bench.service(directory, Optional.empty())));

        assertFalse(Files.exists(directory.resolve("mended")));
    }

    @Test
    void keepsTheEndOfEndlessOutput() {
        Bench.applied(run(command(20, Optional.empty(), "/bin/sh", "-c", "head -c 30000000 /dev/zero | tr '\\0' x; echo end")));

        String kept = bench.kept.getOrDefault("42/output.txt", "");
        assertTrue(kept.endsWith("end\n") && kept.length() <= 256 * 1024, "kept " + kept.length());
    }

    private RemedyOutcome run(CommandLine command) {
        ServiceSpec service = bench.service(directory, Optional.empty())
                .withLadder(Bench.ladder(List.of(), Optional.of(command), List.of(), List.of()));
        return bench.apply(new Remedy.RunCommand(command), service);
    }

    private CommandLine command(long seconds, Optional<String> user, String... argv) {
        return new CommandLine(List.of(argv), directory.toString(), user, Map.of("GREETING", "hello"), seconds * SECOND);
    }
}
