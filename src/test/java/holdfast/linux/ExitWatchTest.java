package holdfast.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(30)
final class ExitWatchTest {
    private final Kernel kernel = new LinuxKernel();
    private final ProcessTable table = new ProcessTable();
    private final ExitWatch watch = new ExitWatch(kernel, table);

    @TempDir
    private Path scratch = Path.of("");

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void tellsHowAChildEnded() throws Exception {
        assertEquals(new Exit.Code(3), exitOf(shell("exit 3")));
    }

    @Test
    void tellsOfAnEndThatCameBeforeItWatched() throws Exception {
        Pidfd child = shell("exit 4");
        try (ExitPoll poll = ok(kernel.exitPoll())) {
            ok(poll.add(child, 1));
            ok(poll.await());
        }

        assertEquals(new Exit.Code(4), exitOf(child));
    }

    @Test
    void tellsHowAStrangerEnded() throws Exception {
        Path go = scratch.resolve("go");
        // The middle shell ends at once, so the inner one is no child of ours, and waits for a line before it exits.
        assertEquals(new Exit.Code(0), exitOf(shell("mkfifo " + go + "; (read x < " + go + "; exit 6) & echo $!")));
        long orphan = Long.parseLong(Files.readString(output()).trim());
        Pidfd stranger = ok(kernel.open(orphan));
        var told = new CompletableFuture<Exit>();
        ok(watch.watch(stranger, ended -> tell(told, ended)));

        Files.writeString(go, "now\n");

        Exit exit = told.get(10, TimeUnit.SECONDS);
        // A kernel before 6.15 may have nothing to tell, if init was quicker than we.
        assertTrue(exit.equals(new Exit.Code(6)) || exit instanceof Exit.Unknown, exit.toString());
    }

    @Test
    void watchesManyAtOnceWithOneThread() throws Exception {
        int many = 100;
        var ended = new CountDownLatch(many);
        var children = new ArrayList<Pidfd>();
        for (int i = 0; i < many; i++) {
            Pidfd child = ok(kernel.spawn(new SpawnRequest(
                    "/bin/sleep", List.of("sleep", "60"), "/", List.of(), output().toString())));
            children.add(child);
            ok(watch.watch(child, end -> {
                end.release();
                ended.countDown();
            }));
        }
        assertEquals(many, watch.size());

        children.forEach(child -> kernel.signal(child, Signals.KILL));

        assertTrue(ended.await(10, TimeUnit.SECONDS));
        assertEquals(0, watch.size());
    }

    @Test
    void whatCannotBeToldIsUnknown() throws Exception {
        var fake = new FakeKernel();
        try (var fakeWatch = new ExitWatch(fake, new ProcessTable(scratch))) {
            Pidfd child = ok(fake.spawn(request("exit 0")));
            ok(fake.reap(child));
            var told = new CompletableFuture<Exit>();
            long stranger = fake.strangerStarts();
            Pidfd opened = ok(fake.open(stranger));
            ok(fakeWatch.watch(opened, ended -> tell(told, ended)));

            fake.ends(stranger, new Exit.Unknown());

            assertInstanceOf(Exit.Unknown.class, told.get(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void aDoorOpensOnlyToTheProcessOnRecord() throws Exception {
        Pidfd child = ok(kernel.spawn(
                new SpawnRequest("/bin/sleep", List.of("sleep", "60"), "/", List.of(), output().toString())));
        var told = new CompletableFuture<Exit>();
        ok(watch.watch(child, ended -> tell(told, ended)));
        ProcessKey right = table.stat(child.pid()).found().orElseThrow().key();
        var wrong = new ProcessKey(right.pid(), right.startTicks() - 1);
        var door = new ProcessDoor(kernel, table);

        assertInstanceOf(Reading.Gone.class, door.signal(wrong, Signals.KILL));
        assertTrue(table.stat(right).found().filter(stat -> !stat.isZombie()).isPresent());
        assertInstanceOf(Reading.Found.class, door.signal(right, Signals.KILL));
        assertEquals(new Exit.Signalled(Signals.KILL, false), told.get(10, TimeUnit.SECONDS));
    }

    @Test
    void aDeadChildKeepsItsPidUntilItIsReleased() throws Exception {
        var told = new CompletableFuture<ExitWatch.Ended>();
        Pidfd child = shell("exit 3");
        ok(watch.watch(child, told::complete));

        ExitWatch.Ended ended = told.get(10, TimeUnit.SECONDS);

        assertTrue(table.stat(child.pid()).found().orElseThrow().hasEnded());
        ended.release();
        assertInstanceOf(Reading.Gone.class, table.stat(child.pid()));
    }

    private static void tell(CompletableFuture<Exit> told, ExitWatch.Ended ended) {
        ended.release();
        told.complete(ended.exit());
    }

    private Path output() {
        return scratch.resolve("said");
    }

    private Pidfd shell(String line) {
        return ok(kernel.spawn(request(line)));
    }

    private SpawnRequest request(String line) {
        return new SpawnRequest(
                "/bin/sh", List.of("sh", "-c", line), "/", List.of("PATH=/bin:/usr/bin"), output().toString());
    }

    private Exit exitOf(Pidfd process) throws Exception {
        var told = new CompletableFuture<Exit>();
        ok(watch.watch(process, ended -> tell(told, ended)));
        return told.get(10, TimeUnit.SECONDS);
    }

    private static <T> T ok(SysResult<T> result) {
        return KernelContract.value(result);
    }
}
