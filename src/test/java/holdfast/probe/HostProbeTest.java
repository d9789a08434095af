package holdfast.probe;

import holdfast.linux.HostFigures;
import holdfast.model.DriverSpec;
import holdfast.model.ProbeResult;
import holdfast.model.Question;
import holdfast.model.Question.Amount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.probe.Assert.errs;
import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// The machine: a disk that is really full, and figures of machines that are worse off than this one.
final class HostProbeTest {
    @TempDir
    private Path folder;

    /// 1000 MB of memory with 200 available, 400 MB of swap with 100 free, load 6.50 on two processors.
    @BeforeEach
    void machine() throws IOException {
        Files.writeString(folder.resolve("meminfo"), """
                MemTotal:        1024000 kB
                MemFree:           10000 kB
                MemAvailable:     204800 kB
                SwapTotal:        409600 kB
                SwapFree:         102400 kB
                """);
        Files.writeString(folder.resolve("loadavg"), "6.50 3.00 1.00 2/345 6789\n");
        Files.writeString(folder.resolve("stat"), "cpu  1 2 3\ncpu0 1 2 3\ncpu1 1 2 3\nintr 7\n");
    }

    private <Q> Ask.Said there(Q question, BiFunction<HostProbe, Q, BiFunction<Deadline, Q, ProbeResult>> kind) {
        try (var watchdog = new Watchdog();
                var deadline = watchdog.begin(5_000_000_000L)) {
            var probe = new HostProbe(new HostFigures(folder));
            return new Ask.Said(kind.apply(probe, question).apply(deadline, question));
        }
    }

    private Ask.Said memory(Amount least) {
        return there(new Question.Memory(least), (probe, _) -> (deadline, asked) -> probe.memory(asked, deadline));
    }

    private Ask.Said swap(Amount most) {
        return there(new Question.Swap(most), (probe, _) -> (deadline, asked) -> probe.swap(asked, deadline));
    }

    private Ask.Said load(int most) {
        return there(new Question.Load(most), (probe, _) -> (deadline, asked) -> probe.load(asked, deadline));
    }

    private static Ask.Said disk(Path path, Optional<Amount> free, Optional<Integer> inodes) {
        return Ask.ask(new Question.Disk(path.toString(), free, inodes), new DriverSpec.Watch(), Optional.empty());
    }

    @Test
    void memoryIsWhatProgramsCanStillGet() {
        passes(memory(new Amount.Bytes(200L << 20)), "200.0 MB of memory available (20%)");
        passes(memory(new Amount.Percent(20)));
        fails(memory(new Amount.Bytes(300L << 20)), "Only 200.0 MB", "at least 300.0 MB");
        fails(memory(new Amount.Percent(21)), "at least 21%");
    }

    @Test
    void swapInUseIsHeldAgainstItsLimit() throws IOException {
        passes(swap(new Amount.Percent(75)), "300.0 MB of swap used (75%)");
        fails(swap(new Amount.Percent(74)), "at most 74%");
        fails(swap(new Amount.Bytes(1L << 20)), "at most 1.0 MB");

        Files.writeString(folder.resolve("meminfo"), "MemTotal: 1 kB\nMemAvailable: 1 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n");
        passes(swap(new Amount.Percent(0)), "no swap");
    }

    @Test
    void loadIsSharedOutAmongTheProcessors() {
        passes(load(325), "Load 6.50 on 2 processors: 3.25 each.");
        fails(load(324), "3.25 each, at most 3.24");
    }

    @Test
    void figuresThatCannotBeReadMeanNothing() throws IOException {
        Files.writeString(folder.resolve("meminfo"), "MemTotal: some\n");
        Files.delete(folder.resolve("loadavg"));

        errs(memory(new Amount.Percent(1)), "cannot be read", "MemAvailable");
        errs(load(1), "cannot be read");
    }

    @Test
    void thisMachineHasMemoryAndALoad() {
        var watch = new DriverSpec.Watch();
        passes(Ask.ask(new Question.Memory(new Amount.Bytes(1)), watch, Optional.empty()), "of memory available");
        passes(Ask.ask(new Question.Load(100_000), watch, Optional.empty()), "processors");
    }

    @Test
    void aDiskThatIsThereHasRoomAndOneThatIsNotIsNamed() {
        passes(disk(folder, Optional.of(new Amount.Bytes(1)), Optional.of(0)), "free (", folder.toString());
        fails(disk(folder.resolve("gone"), Optional.of(new Amount.Bytes(1)), Optional.empty()), "gone does not exist");
        fails(disk(folder, Optional.of(new Amount.Bytes(Long.MAX_VALUE)), Optional.empty()), "Only ");
    }

    @Test
    void aDiskThatIsReallyFullIsSaid() throws IOException, InterruptedException {
        Path small = Files.createDirectory(folder.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m,nr_inodes=20", "tmpfs", small.toString()) == 0,
                "a tiny file system cannot be mounted here: that takes root");
        try {
            passes(disk(small, Optional.of(new Amount.Percent(90)), Optional.of(50)), "1.0 MB free (100%)");

            Files.write(small.resolve("log"), new byte[1_000_000]);
            fails(disk(small, Optional.of(new Amount.Percent(10)), Optional.empty()), "free (4%)", "at least 10%");
            fails(disk(small, Optional.of(new Amount.Bytes(500_000)), Optional.empty()), "at least 488.3 KB");

            for (int i = 0; i < 15; i++) {
                Files.createFile(small.resolve("session-" + i));
            }
            fails(disk(small, Optional.empty(), Optional.of(50)), "more files (", "at least 50%");
        } finally {
            assertEquals(0, run("umount", small.toString()));
        }
    }

    private static int run(String... argv) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(argv).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }
}
