package holdfast.linux;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Calls back the moment a process ends, child of ours or not. One thread for all of them, asleep in the kernel until something
/// happens; nothing is polled.
///
/// It is the one owner that reaps children. Where the end is not ours to be told by waitid(2), the kernel is asked (6.15), then
/// the zombie's own line in `/proc`; else the exit is [Exit.Unknown].
///
/// Threading: any. Callbacks run on the watch's thread and must not block.
public final class ExitWatch implements AutoCloseable {
    private final Kernel kernel;
    private final ProcessTable table;
    private final ExitPoll poll;
    private final Map<Long, Watched> watched = new ConcurrentHashMap<>();
    private final AtomicLong keys = new AtomicLong();
    private final Thread thread;
    private volatile boolean isClosed;

    private record Watched(Pidfd process, Consumer<Exit> onExit) {}

    /// @throws IllegalStateException when the kernel gives no poll set: out of file handles at start-up
    public ExitWatch(Kernel kernel, ProcessTable table) {
        this.kernel = kernel;
        this.table = table;
        this.poll = switch (kernel.exitPoll()) {
            case SysResult.Ok<ExitPoll>(ExitPoll made) -> made;
            case SysResult.Failed<ExitPoll>(int errno, String call, String _) ->
                throw new IllegalStateException("no exits can be watched: " + call + " failed with errno " + errno);
        };
        thread = Thread.ofPlatform().name("exit-watch").daemon().unstarted(this::run);
        thread.start();
    }

    /// Calls `onExit` once, when the process has ended; at once if it has already. The watch takes over the pidfd and closes it
    /// after the callback; on failure it stays the caller's.
    public SysResult<SysResult.Done> watch(Pidfd process, Consumer<Exit> onExit) {
        long key = keys.getAndIncrement();
        watched.put(key, new Watched(process, onExit));
        SysResult<SysResult.Done> added = poll.add(process, key);
        if (added instanceof SysResult.Failed<SysResult.Done>) {
            watched.remove(key);
        }
        return added;
    }

    /// Number of processes being watched.
    public int size() {
        return watched.size();
    }

    @Override
    public void close() {
        isClosed = true;
        poll.wake();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return;
        }
        poll.close();
        watched.values().forEach(one -> one.process().close());
    }

    private void run() {
        while (!isClosed) {
            switch (poll.await()) {
                case SysResult.Ok<List<Long>>(var keysOfEnded) -> keysOfEnded.forEach(this::ended);
                case SysResult.Failed<List<Long>>(int errno, String call, String _) ->
                    throw new IllegalStateException("exits cannot be watched: " + call + " failed with errno " + errno);
            }
        }
    }

    private void ended(long key) {
        Watched one = watched.remove(key);
        if (one == null) {
            return;
        }
        SysResult<SysResult.Done> _ = poll.forget(one.process());
        Exit exit = exit(one.process());
        one.onExit().accept(exit);
        one.process().close();
    }

    private Exit exit(Pidfd process) {
        Optional<Exit> told = ok(kernel.reap(process));
        return told.or(() -> ok(kernel.exitOf(process)))
                .or(() -> ofZombie(process.pid()))
                // Its parent may have reaped it between the two looks.
                .or(() -> ok(kernel.exitOf(process)))
                .orElseGet(Exit.Unknown::new);
    }

    /// The pid cannot have been given out again while it is a zombie, and a zombie with this pid is the one that just ended
    /// unless it was reaped and the pid reused and ended again in the same instant: then the answer is of no weight either way.
    private Optional<Exit> ofZombie(long pid) {
        long user = kernel.userId();
        // The kernel shows 0 instead of the status to whom it does not trust with it.
        boolean isTrusted = user == 0 || table.user(pid).found().filter(owner -> owner == user).isPresent();
        return table.stat(pid)
                .found()
                .filter(stat -> stat.isZombie() && isTrusted)
                .map(stat -> Exit.ofWaitStatus(stat.waitStatus()));
    }

    private static Optional<Exit> ok(SysResult<Optional<Exit>> result) {
        return switch (result) {
            case SysResult.Ok<Optional<Exit>>(Optional<Exit> exit) -> exit;
            // ECHILD for what is not ours, ENOTTY or EINVAL from an older kernel: the next source is asked.
            case SysResult.Failed<Optional<Exit>> _ -> Optional.empty();
        };
    }
}
