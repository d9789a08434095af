package holdfast.linux;

import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/// A file descriptor that stands for one process and never for another, even when the pid is given out again, pidfd_open(2).
///
/// Threading: any. Use and close exclude one another, so a number that the kernel has meanwhile given to another file is never
/// used.
public final class Pidfd implements AutoCloseable {
    private final long pid;
    private final int number;
    private final IntConsumer closer;
    private boolean isClosed;

    Pidfd(long pid, int number, IntConsumer closer) {
        this.pid = pid;
        this.number = number;
        this.closer = closer;
    }

    public long pid() {
        return pid;
    }

    /// EBADF once closed.
    synchronized <T> SysResult<T> use(String call, IntFunction<SysResult<T>> action) {
        return isClosed ? new SysResult.Failed<>(Errno.EBADF, call, Long.toString(pid)) : action.apply(number);
    }

    /// Closing twice is fine.
    @Override
    public synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            closer.accept(number);
        }
    }

    @Override
    public String toString() {
        return "pidfd of " + pid;
    }
}
