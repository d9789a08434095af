package holdfast.probe;

import holdfast.linux.ProcessLookups;
import holdfast.model.DriverSpec;
import holdfast.model.ProcessIdentity;
import holdfast.model.Question;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

import static holdfast.probe.Assert.errs;
import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The processes of a service: alive, counted, weighed.
final class ProcessProbeTest {
    private static final DriverSpec RUN =
            new DriverSpec.Run(List.of("server"), "/", Optional.empty(), Map.of(), 15, "/dev/null", Optional.empty());
    private static final Question.Processes ALIVE = question(Optional.empty(), 1, Optional.empty(), Optional.empty());
    private static final String THREE = "sleep 61 & sleep 62 & echo 3; wait";

    private static Question.Processes question(
            Optional<String> match, int least, Optional<Integer> most, Optional<Long> memoryBytes) {
        return new Question.Processes(match, least, most, memoryBytes);
    }

    private static Ask.Said ask(Question.Processes question, ProcessFixture tree) {
        return Ask.ask(question, RUN, Optional.of(tree.identity()));
    }

    @Test
    void aLivingTreePassesAndIsCounted() throws IOException {
        try (var tree = ProcessFixture.shell(THREE)) {
            tree.number();

            var said = ask(ALIVE, tree);
            passes(said, "Running processes: 3.");
            assertEquals("3", said.value());
        }
    }

    @Test
    void onlyProcessesThatMatchCount() throws IOException {
        try (var tree = ProcessFixture.shell(THREE)) {
            tree.number();

            // The shell has both words in its own command line.
            passes(ask(question(Optional.of("sleep 62"), 2, Optional.of(2), Optional.empty()), tree), "Running processes: 2.");
            fails(ask(question(Optional.of("sleep 62"), 3, Optional.empty(), Optional.empty()), tree),
                    "match sleep 62: 2, at least 3 expected");
            fails(ask(question(Optional.of("sleep 62"), 1, Optional.of(1), Optional.empty()), tree),
                    "match sleep 62: 2, at most 1 expected");
            fails(ask(question(Optional.empty(), 4, Optional.empty(), Optional.empty()), tree), "Running processes: 3, at least 4");
            fails(ask(question(Optional.empty(), 1, Optional.of(2), Optional.empty()), tree), "Running processes: 3, at most 2");
        }
    }

    @Test
    void theMemoryOfTheWholeTreeIsWeighed() throws IOException {
        try (var tree = ProcessFixture.shell(THREE)) {
            tree.number();

            passes(ask(question(Optional.empty(), 1, Optional.empty(), Optional.of(1L << 30)), tree), "memory of all together");
            fails(ask(question(Optional.empty(), 1, Optional.empty(), Optional.of(1024L)), tree), "of memory, at most 1.0 KB");
        }
    }

    @Test
    void aGoneProcessIsSaid() throws IOException {
        ProcessIdentity identity;
        try (var tree = ProcessFixture.shell(THREE)) {
            tree.number();
            identity = tree.identity();
        }
        awaitTrue(() -> new ProcessLookups().table().stat(identity.pid()).found().isEmpty());

        fails(Ask.ask(ALIVE, RUN, Optional.of(identity)), "main process (pid " + identity.pid() + ") is gone");
        fails(Ask.ask(ALIVE, RUN, Optional.empty()), "does not run");
    }

    @Test
    void aProcessOfAnEarlierBootIsGone() throws IOException {
        try (var tree = ProcessFixture.shell(THREE)) {
            tree.number();
            var now = tree.identity();

            fails(Ask.ask(ALIVE, RUN, Optional.of(new ProcessIdentity(now.pid(), now.startTicks(), "another boot"))), "is gone");
        }
    }

    @Test
    void aZombieIsNamedWithWhoLeavesItUncollected() throws IOException {
        try (var tree = ProcessFixture.shell("sh -c 'echo $$' & exec sleep 60")) {
            long child = tree.number();
            awaitTrue(() -> new ProcessLookups().table().stat(child).found().orElseThrow().isZombie());

            fails(Ask.ask(ALIVE, RUN, Optional.of(PortProbeTest.identity(child))),
                    "(pid " + child + ") has ended", "pid " + tree.pid() + " does not collect it");
            fails(ask(question(Optional.empty(), 2, Optional.empty(), Optional.empty()), tree), "at least 2 expected", "(zombies): 1");
        }
    }

    @Test
    void aStoppedProcessIsNamed() throws IOException {
        try (var tree = ProcessFixture.shell("echo 1; kill -STOP $$; exec sleep 60")) {
            tree.number();
            awaitTrue(() -> new ProcessLookups().table().stat(tree.pid()).found().orElseThrow().isStopped());

            fails(ask(ALIVE, tree), "is stopped by a signal", "kill -CONT " + tree.pid());
        }
    }

    @Test
    void aWatchedServiceIsKnownByItsMatchAlone() throws IOException {
        try (var tree = ProcessFixture.shell("sleep 61.0471 & echo 1; wait")) {
            tree.number();
            var watch = new DriverSpec.Watch();

            passes(Ask.ask(question(Optional.of("sleep 61.0471"), 1, Optional.empty(), Optional.empty()), watch, Optional.empty()));
            fails(Ask.ask(question(Optional.of("no such thing 4711"), 1, Optional.empty(), Optional.empty()), watch, Optional.empty()));
            errs(Ask.ask(ALIVE, watch, Optional.empty()), "known only by a match");
        }
    }

    /// The kernel has no event for these states of a process that is not our child.
    private static void awaitTrue(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within 30 s");
            LockSupport.parkNanos(1_000_000);
        }
    }
}
