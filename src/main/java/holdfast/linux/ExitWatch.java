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
/// It is the one owner that reaps children, and it does so only when the callback says [Ended#release]: until then a dead child
/// keeps its pid, so that whoever looks for the rest of its session cannot mistake a stranger's for it. Where the end is not ours to be told by waitid(2), the kernel is asked (6.15), then
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

    private record Watched(Pidfd process, Consumer<Ended> onEnd) {}

    /// The end of one process.
    public final class Ended {
        private final Pidfd process;
        private final Exit exit;

        private Ended(Pidfd process, Exit exit) {
            this.process = process;
            this.exit = exit;
        }

        public Exit exit() {
            return exit;
        }

        /// Lets go of the process: reaps it if it is our child. Must be called in the end, from any thread.
        public void release() {
            // ECHILD for what is not ours: then there is nothing to reap.
            SysResult<Optional<Exit>> _ = kernel.reap(process);
            process.close();
        }
    }

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

    /// Calls `onEnd` once, when the process has ended; at once if it has already. The watch takes over the pidfd, until
    /// [Ended#release]; on failure it stays the caller's.
    public SysResult<SysResult.Done> watch(Pidfd process, Consumer<Ended> onEnd) {
        return add(keys.getAndIncrement(), process, onEnd);
    }

    private SysResult<SysResult.Done> add(long key, Pidfd process, Consumer<Ended> onEnd) {
        watched.put(key, new Watched(process, onEnd));
        SysResult<SysResult.Done> added = poll.add(process, key);
        if (added instanceof SysResult.Failed<SysResult.Done>) {
            watched.remove(key);
        }
        return added;
    }

    /// Calls `onEnd` once when the process has ended, and leaves reaping to its owner. The watch takes over the pidfd; on failure
    /// it stays the caller's.
    public SysResult<Noticing> notice(Pidfd process, Runnable onEnd) {
        long key = keys.getAndIncrement();
        return add(key, process, ended -> {
                    ended.process.close();
                    onEnd.run();
                })
                .map(_ -> new Noticing(key));
    }

    /// To be closed by whoever does not want to know any longer. Closing after the end is fine.
    public final class Noticing implements AutoCloseable {
        private final long key;

        private Noticing(long key) {
            this.key = key;
        }

        @Override
        public void close() {
            Watched one = watched.remove(key);
            if (one != null) {
                SysResult<SysResult.Done> _ = poll.forget(one.process());
                one.process().close();
            }
        }
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
        one.onEnd().accept(new Ended(one.process(), exit(one.process())));
    }

    private Exit exit(Pidfd process) {
        Optional<Exit> told = ok(kernel.peek(process));
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
