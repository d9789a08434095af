package holdfast.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

/// epoll(7) over pidfds, and an eventfd(2) to wake the waiting thread.
///
/// Threading: as [ExitPoll].
final class Epoll implements ExitPoll {
    /// `struct epoll_event` is packed on x86-64 only, include/uapi/linux/eventpoll.h.
    static final boolean IS_PACKED = System.getProperty("os.arch").equals("amd64");

    static final long EVENT_BYTES = IS_PACKED ? 12 : 16;
    static final long EVENT_DATA = IS_PACKED ? 4 : 8;

    private static final MethodHandle CREATE = LibC.capturing("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle CONTROL =
            LibC.capturing("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle WAIT =
            LibC.capturing("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD = LibC.capturing("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle WRITE = LibC.capturing("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle READ = LibC.capturing("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int NON_BLOCKING = 0x800;
    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int READABLE = 1;
    private static final long WAKE_KEY = -1;

    /// Events taken out by one call; the rest comes with the next.
    private static final int EVENTS_AT_ONCE = 64;

    private final int epoll;
    private final int waker;

    private Epoll(int epoll, int waker) {
        this.epoll = epoll;
        this.waker = waker;
    }

    static SysResult<Epoll> create() {
        SysResult<Integer> epoll = call("epoll_create1", captured -> (int) CREATE.invokeExact(captured, CLOSE_ON_EXEC));
        return epoll.then(set -> {
            SysResult<Epoll> made = call(
                            "eventfd", captured -> (int) EVENTFD.invokeExact(captured, 0, CLOSE_ON_EXEC | NON_BLOCKING))
                    .then(waker -> control(set, ADD, waker, WAKE_KEY).map(_ -> new Epoll(set, waker)));
            if (made instanceof SysResult.Failed<Epoll>) {
                LinuxKernel.close(set);
            }
            return made;
        });
    }

    @Override
    public SysResult<SysResult.Done> add(Pidfd process, long key) {
        return process.use("epoll_ctl", fd -> control(epoll, ADD, fd, key));
    }

    @Override
    public SysResult<SysResult.Done> forget(Pidfd process) {
        return process.use("epoll_ctl", fd -> control(epoll, DELETE, fd, WAKE_KEY));
    }

    @Override
    public SysResult<List<Long>> await() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            MemorySegment events = arena.allocate(EVENT_BYTES * EVENTS_AT_ONCE, 8);
            int ready = (int) WAIT.invokeExact(captured, epoll, events, EVENTS_AT_ONCE, -1);
            if (ready < 0) {
                int errno = LibC.errno(captured);
                return errno == Errno.EINTR
                        ? new SysResult.Ok<>(List.of())
                        : new SysResult.Failed<>(errno, "epoll_wait", Integer.toString(epoll));
            }
            var keys = new ArrayList<Long>();
            for (int i = 0; i < ready; i++) {
                long key = events.get(JAVA_LONG_UNALIGNED, i * EVENT_BYTES + EVENT_DATA);
                if (key == WAKE_KEY) {
                    long _ = (long) READ.invokeExact(captured, waker, arena.allocate(JAVA_LONG), 8L);
                } else {
                    keys.add(key);
                }
            }
            return new SysResult.Ok<>(List.copyOf(keys));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    @Override
    public void wake() {
        try (Arena arena = Arena.ofConfined()) {
            // The one way this fails is a counter at its brim, and then the thread is being woken anyway.
            long _ = (long) WRITE.invokeExact(LibC.captureIn(arena), waker, arena.allocateFrom(JAVA_LONG, 1L), 8L);
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    @Override
    public void close() {
        LinuxKernel.close(waker);
        LinuxKernel.close(epoll);
    }

    private static SysResult<SysResult.Done> control(int epoll, int operation, int fd, long key) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            MemorySegment event = arena.allocate(EVENT_BYTES, 8);
            event.set(JAVA_INT, 0, READABLE);
            event.set(JAVA_LONG_UNALIGNED, EVENT_DATA, key);
            return (int) CONTROL.invokeExact(captured, epoll, operation, fd, event) == 0
                    ? SysResult.done()
                    : new SysResult.Failed<>(LibC.errno(captured), "epoll_ctl", Integer.toString(fd));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    private interface Numbered {
        int call(MemorySegment captured) throws Throwable;
    }

    private static SysResult<Integer> call(String name, Numbered numbered) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            int result = numbered.call(captured);
            return result >= 0 ? new SysResult.Ok<>(result) : new SysResult.Failed<>(LibC.errno(captured), name, "");
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }
}
