package holdfast.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What every [Kernel] keeps, the real one and the one in memory.
@Timeout(20)
abstract class KernelContract {
    private final List<Pidfd> started = new ArrayList<>();

    @TempDir
    private Path directory = Path.of("");

    abstract Kernel kernel();

    @AfterEach
    void endWhatWasStarted() {
        for (Pidfd process : started) {
            kernel().signal(process, Signals.KILL);
            process.close();
        }
    }

    @Test
    void aRunningChildHasNoExitYet() {
        Pidfd child = sleeper();

        assertEquals(Optional.empty(), value(kernel().reap(child)));
        assertInstanceOf(SysResult.Ok.class, kernel().signal(child, Signals.NONE));
    }

    @Test
    void tellsTheExitCodeOfAChild() {
        Pidfd child = start("/bin/sh", "sh", "-c", "exit 7");

        awaitExit(child);

        assertEquals(Optional.of(new Exit.Code(7)), value(kernel().reap(child)));
    }

    @Test
    void tellsTheSignalThatEndedAChild() {
        Pidfd child = sleeper();

        value(kernel().signal(child, Signals.KILL));
        awaitExit(child);

        assertEquals(Optional.of(new Exit.Signalled(Signals.KILL, false)), value(kernel().reap(child)));
    }

    @Test
    void peekingReapsNothing() {
        Pidfd child = start("/bin/sh", "sh", "-c", "exit 7");
        awaitExit(child);

        assertEquals(Optional.of(new Exit.Code(7)), value(kernel().peek(child)));
        value(kernel().open(child.pid())).close();
        assertEquals(Optional.of(new Exit.Code(7)), value(kernel().reap(child)));
    }

    @Test
    void aChildIsReapedOnce() {
        Pidfd child = start("/bin/sh", "sh", "-c", "exit 0");
        awaitExit(child);
        value(kernel().reap(child));

        assertTrue(kernel().reap(child).failedWith(Errno.ECHILD));
        assertTrue(kernel().signal(child, Signals.TERM).failedWith(Errno.ESRCH));
        assertTrue(kernel().open(child.pid()).failedWith(Errno.ESRCH));
    }

    @Test
    void theExitOfAReapedProcessIsToldToWhoeverHoldsItOrNotAtAll() {
        Pidfd child = start("/bin/sh", "sh", "-c", "exit 9");
        Pidfd second = value(kernel().open(child.pid()));
        awaitExit(child);
        value(kernel().reap(child));

        switch (kernel().exitOf(second)) {
            case SysResult.Ok<Optional<Exit>>(Optional<Exit> exit) -> assertEquals(Optional.of(new Exit.Code(9)), exit);
            // Linux before 6.15.
            case SysResult.Failed<Optional<Exit>> failed -> assertTrue(failed.errno() == Errno.ENOTTY
                    || failed.errno() == Errno.EINVAL
                    || failed.errno() == Errno.ESRCH);
        }
        second.close();
    }

    @Test
    void aPidNobodyHasCannotBeOpened() {
        var failed = assertInstanceOf(SysResult.Failed.class, kernel().open(4_999_999));

        assertEquals(Errno.ESRCH, failed.errno());
        assertEquals("pidfd_open", failed.call());
        assertEquals("4999999", failed.subject());
    }

    @Test
    void aClosedPidfdIsNeverUsedAgain() {
        Pidfd child = sleeper();
        Pidfd second = value(kernel().open(child.pid()));
        second.close();
        second.close();

        assertTrue(kernel().signal(second, Signals.KILL).failedWith(Errno.EBADF));
        assertTrue(kernel().reap(second).failedWith(Errno.EBADF));
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        var failed = assertInstanceOf(SysResult.Failed.class, spawn("/no/such/program", "x"));

        assertEquals(Errno.ENOENT, failed.errno());
        assertEquals("/no/such/program", failed.subject());
    }

    @Test
    void aPollReportsWhatEndedBeforeItWasAdded() {
        Pidfd child = start("/bin/sh", "sh", "-c", "exit 0");
        awaitExit(child);

        awaitExit(child);
    }

    @Test
    void aPollSaysNothingOfWhatItForgot() {
        Pidfd gone = start("/bin/sh", "sh", "-c", "exit 0");
        Pidfd other = start("/bin/sh", "sh", "-c", "exit 0");
        try (ExitPoll poll = value(kernel().exitPoll())) {
            value(poll.add(gone, 1));
            value(poll.forget(gone));
            value(poll.add(other, 2));

            assertEquals(List.of(2L), value(poll.await()));
        }
    }

    @Test
    void aPollCanBeWoken() {
        try (ExitPoll poll = value(kernel().exitPoll())) {
            value(poll.add(sleeper(), 1));
            poll.wake();

            assertEquals(List.of(), value(poll.await()));
        }
    }

    @Test
    void findsAccountsByName() {
        assertEquals(new Account("root", 0, 0, "/root"), value(kernel().account("root")).orElseThrow());
        assertEquals(Optional.empty(), value(kernel().account("no-such-user")));
    }

    final Pidfd sleeper() {
        return start("/bin/sleep", "sleep", "60");
    }

    final Pidfd start(String program, String... argv) {
        Pidfd child = value(spawn(program, argv));
        started.add(child);
        return child;
    }

    final SysResult<Pidfd> spawn(String program, String... argv) {
        String output = directory.resolve("output").toString();
        return kernel().spawn(new SpawnRequest(program, List.of(argv), "/", List.of("PATH=/bin"), output));
    }

    final void awaitExit(Pidfd process) {
        try (ExitPoll poll = value(kernel().exitPoll())) {
            value(poll.add(process, 4));
            assertEquals(List.of(4L), value(poll.await()));
        }
    }

    static <T> T value(SysResult<T> result) {
        return switch (result) {
            case SysResult.Ok<T>(T value) -> value;
            case SysResult.Failed<T>(int errno, String call, String subject) ->
                throw new AssertionError(call + " of " + subject + " failed with errno " + errno);
        };
    }
}
