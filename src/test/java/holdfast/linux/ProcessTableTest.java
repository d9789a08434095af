package holdfast.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class ProcessTableTest {
    private static final String STAT_TAIL =
            " 1 4711 4712 0 -1 4194560 100 0 0 0 7 5 0 0 20 0 3 0 123456 1000 50 18446744073709551615"
                    + " 1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 9";

    private final ProcessTable table = new ProcessTable();
    private final long self = ProcessHandle.current().pid();

    @Test
    void readsANameWithSpacesAndParentheses() {
        ProcessStat stat = ProcessStat.parse("42 (a b) S (c)) Z" + STAT_TAIL).orElseThrow();

        assertEquals("a b) S (c)", stat.name());
        assertEquals(42, stat.pid());
        assertTrue(stat.isZombie());
        assertEquals(1, stat.parent());
        assertEquals(4711, stat.group());
        assertEquals(4712, stat.session());
        assertEquals(12, stat.cpuTicks());
        assertEquals(3, stat.threads());
        assertEquals(new ProcessKey(42, 123456), stat.key());
        assertEquals(9, stat.waitStatus());
    }

    @Test
    void aLineCutShortIsNoProcess() {
        assertTrue(ProcessStat.parse("42 (sh) S 1 4711").isEmpty());
        assertTrue(ProcessStat.parse("").isEmpty());
    }

    @Test
    void findsItself() {
        ProcessStat stat = table.stat(self).found().orElseThrow();

        assertEquals(stat, table.stat(stat.key()).found().map(again -> stat).orElseThrow());
        assertTrue(table.commandLine(self).found().orElseThrow().getFirst().contains("java"));
        assertEquals(Path.of("").toAbsolutePath(), table.directory(self).found().orElseThrow());
        assertTrue(table.executable(self).found().orElseThrow().endsWith("java"));
        assertTrue(table.environment(self).found().orElseThrow().stream().anyMatch(one -> one.startsWith("PATH=")));
        assertTrue(table.memory(self).found().orElseThrow() > 1_000_000);
        assertTrue(table.handles(self).found().orElseThrow() > 3);
        assertTrue(table.tree().found().orElseThrow().process(self).isPresent());
    }

    @Test
    void aPidGivenOutAgainIsAnotherProcess() {
        ProcessStat stat = table.stat(self).found().orElseThrow();

        assertInstanceOf(Reading.Gone.class, table.stat(new ProcessKey(self, stat.startTicks() - 1)));
    }

    @Test
    void aPidNobodyHasIsGoneInEveryQuestion() {
        // Above pid_max, which is at most 4,194,304.
        long nobody = 4_999_999;

        assertInstanceOf(Reading.Gone.class, table.stat(nobody));
        assertInstanceOf(Reading.Gone.class, table.commandLine(nobody));
        assertInstanceOf(Reading.Gone.class, table.environment(nobody));
        assertInstanceOf(Reading.Gone.class, table.handles(nobody));
        assertInstanceOf(Reading.Gone.class, table.user(nobody));
    }

    @Test
    void whatCannotBeReadIsUnreadableAndNeverGone(@TempDir Path proc) throws Exception {
        // A directory where a file should be: exists, and is not to be read.
        Files.createDirectories(proc.resolve("7/environ"));

        assertInstanceOf(Reading.Unreadable.class, new ProcessTable(proc).environment(7));
    }

    @Test
    void descendantsAreFoundThroughTheirParents(@TempDir Path proc) throws Exception {
        write(proc, 10, 1, 100);
        write(proc, 11, 10, 101);
        write(proc, 9, 11, 102);
        write(proc, 12, 1, 103);

        ProcessTree tree = new ProcessTable(proc).tree().found().orElseThrow();

        assertEquals(
                List.of(10L, 11L, 9L),
                tree.withDescendants(10).stream().map(ProcessStat::pid).toList());
        assertEquals(List.of(), tree.withDescendants(99));
        assertFalse(tree.process(12).isEmpty());
    }

    @Test
    void whoIsYoungerHasAHigherPidUnlessPidsCameRound() {
        var then = new PidClock(1_000, 300, 500, 32_768);

        assertTrue(then.isAscending(500, new PidClock(1_100, 300, 600, 32_768)));
        assertFalse(then.isAscending(500, new PidClock(1_100, 300, 400, 32_768)));
        assertFalse(then.isAscending(500, new PidClock(40_000, 300, 600, 32_768)));
        assertFalse(then.isAscending(500, new PidClock(1_100, 20_000, 600, 32_768)));
        assertTrue(table.pidClock().found().orElseThrow().isAscending(1, table.pidClock().found().orElseThrow()));
    }

    @Test
    void usageOfThisProcessIsCountedWhole() {
        var lookups = new ProcessLookups();

        TreeUsage usage = lookups.usage(List.of(table.stat(self).found().orElseThrow()));

        assertEquals(1, usage.processes());
        assertEquals(0, usage.unreadable());
        assertTrue(usage.threads() > 5);
        assertTrue(usage.memoryBytes() > 1_000_000);
    }

    private static void write(Path proc, long pid, long parent, long start) throws Exception {
        Path directory = Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.writeString(
                directory.resolve("stat"),
                pid + " (x) S " + parent + " 1 1 0 -1 4194560 100 0 0 0 7 5 0 0 20 0 3 0 " + start + " 1000 50");
    }
}
