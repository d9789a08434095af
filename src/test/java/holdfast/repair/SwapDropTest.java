package holdfast.repair;

import holdfast.model.Event.RemedyOutcome;
import holdfast.model.LadderSpec;
import holdfast.model.ServiceSpec;
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
import static org.junit.jupiter.api.Assertions.assertFalse;

/// With a `/proc` and programs of the test's own: emptying the swap of the machine is not a test's to do.
class SwapDropTest {
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
    void switchesEachAreaThatHoldsSomethingOffAndOnAgain() throws Exception {
        machine(1000, 400, 300);

        assertEquals(List.of("300.0 kB"), Bench.applied(drop(0, true)).values());

        assertEquals("swapoff /swap1\nswapon /swap1\nswapoff /dev/sdb1\nswapon -p 5 /dev/sdb1\n", Files.readString(directory.resolve("log")));
    }

    @Test
    void refusesWhatWouldNotLeaveAFifthOfTheMemory() throws Exception {
        machine(1000, 400, 321);

        Bench.refuses("repair.swap.no-room", drop(0, true));

        assertFalse(Files.exists(directory.resolve("log")));
    }

    @Test
    void switchesTheAreaOnAgainWhenItCouldNotBeEmptied() throws Exception {
        machine(1000, 400, 300);

        Bench.refuses("repair.swap.failed", drop(1, true));

        assertEquals("swapoff /swap1\nswapon /swap1\n", Files.readString(directory.resolve("log")));
    }

    @Test
    void doesNothingWithoutSwapInUseOrWithoutPermission() throws Exception {
        machine(1000, 400, 0);

        Bench.finds("repair.swap.empty", drop(0, true));
        Bench.refuses("repair.swap.not-declared", drop(0, false));
        Files.delete(directory.resolve("meminfo"));
        Bench.refuses("repair.swap.unknown", drop(0, true));
        assertFalse(Files.exists(directory.resolve("log")));
    }

    private RemedyOutcome drop(int exit, boolean isDeclared) throws IOException {
        program("swapoff", exit);
        program("swapon", 0);
        LadderSpec standard = LadderSpec.DEFAULT;
        var ladder = new LadderSpec(
                standard.mode(), standard.rungs(), List.of(), Optional.empty(), List.of(), List.of(), false, isDeclared);
        ServiceSpec service = bench.service(directory, Optional.empty()).withLadder(ladder);
        return new SwapDrop(directory, directory.toString()).apply(service);
    }

    /// In kilobytes.
    private void machine(long total, long available, long used) throws IOException {
        Files.writeString(
                directory.resolve("meminfo"),
                "MemTotal: " + total + " kB\nMemAvailable: " + available + " kB\nSwapTotal: 1000 kB\nSwapFree: " + (1000 - used) + " kB\n");
        Files.writeString(
                directory.resolve("swaps"),
                """
                Filename				Type		Size		Used		Priority
                /swap1                                  file		500		200		-2
                /swap2                                  file		500		0		-3
                /dev/sdb1                               partition	500		100		5
                """);
    }

    private void program(String name, int exit) throws IOException {
        Path file = Files.writeString(
                directory.resolve(name), "#!/bin/sh\necho " + name + " \"$@\" >> " + directory.resolve("log") + "\nexit " + exit + "\n");
        Files.setAttribute(file, "unix:mode", 0700);
    }
}
