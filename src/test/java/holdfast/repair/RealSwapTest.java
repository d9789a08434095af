package holdfast.repair;

import holdfast.model.LadderSpec;
import holdfast.model.ServiceSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Swap that is really dropped: an area of the test's own, filled by a process that may hold little memory. Where the machine has
/// other swap, nothing is touched.
class RealSwapTest {
    private static final Path GROUPS = Path.of("/sys/fs/cgroup/memory");
    private static final int AREA_MEGABYTES = 64;
    private static final String LITTLE = "16777216";
    private static final String MUCH = "536870912";

    /// Fills more memory than it may hold, says so, and waits to be ended.
    private static final String EATER = "$| = 1; my $all = 'x' x 30000000; print \"full\\n\"; sleep 600";

    @TempDir
    Path directory;

    private Bench bench;
    private Path area;
    private Path group;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(directory);
        area = Path.of("/var/tmp").resolve("holdfast-test-swap-" + ProcessHandle.current().pid());
        group = GROUPS.resolve("holdfast-test-swap-" + ProcessHandle.current().pid());
        assumeTrue(bench.machine.kernel().userId() == 0, "only root may add swap");
        assumeTrue(areas().isEmpty(), () -> "the machine has swap of its own: " + areas());
        assumeTrue(Files.isWritable(GROUPS.resolve("cgroup.procs")), "no control group can be made here that limits memory");
        Files.createDirectory(group);
        Files.writeString(group.resolve("memory.limit_in_bytes"), LITTLE);
        boolean isMade = run("dd", "if=/dev/zero", "of=" + area, "bs=1M", "count=" + AREA_MEGABYTES)
                && run("chmod", "600", area.toString())
                && run("mkswap", area.toString());
        assumeTrue(isMade && run("swapon", area.toString()), "the kernel takes no swap file in /var/tmp");
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
        if (areas().stream().anyMatch(line -> line.startsWith(area + " "))) {
            assertTrue(run("swapoff", area.toString()));
        }
        Files.deleteIfExists(area);
        for (int look = 0; Files.exists(group) && look < 100 && !run("rmdir", group.toString()); look++) {
            Thread.onSpinWait(); // its last process is being collected
        }
    }

    @Test
    void whatIsSwappedOutIsBackInMemoryAndTheAreaIsInUseAgain() throws Exception {
        Process eater = new ProcessBuilder("sh", "-c", "echo $$ > " + group.resolve("cgroup.procs") + "; exec perl -e '" + EATER.replace("'", "'\\''") + "'")
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = eater.inputReader()) {
            assertEquals("full", said.readLine());
            long before = usedKilobytes();
            assertTrue(before > 4_096, "swapped out: " + before + " kB");
            Files.writeString(group.resolve("memory.limit_in_bytes"), MUCH);

            Bench.applied(new SwapDrop().apply(service()));

            assertEquals(1, areas().size(), "it is in use again");
            assertTrue(usedKilobytes() < before / 4, "left: " + usedKilobytes() + " kB of " + before);
            assertTrue(eater.isAlive());
        } finally {
            eater.destroyForcibly().waitFor();
        }
    }

    private ServiceSpec service() {
        LadderSpec standard = LadderSpec.DEFAULT;
        return bench.service(directory, Optional.empty())
                .withLadder(new LadderSpec(
                        standard.mode(), standard.rungs(), List.of(), Optional.empty(), List.of(), List.of(), false, true));
    }

    private static List<String> areas() {
        try {
            return Files.readAllLines(Path.of("/proc/swaps")).stream().skip(1).toList();
        } catch (IOException unreadable) {
            return List.of("unreadable");
        }
    }

    private static long usedKilobytes() {
        return areas().stream().mapToLong(line -> Long.parseLong(line.trim().split("\\s+", -1)[3])).sum();
    }

    private static boolean run(String... argv) throws Exception {
        return new ProcessBuilder(argv).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    }
}
