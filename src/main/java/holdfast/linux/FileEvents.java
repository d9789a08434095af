package holdfast.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/// inotify(7): tells when files change, also when only their owner or mode does. Changes that other machines make on a network file
/// system are not told.
///
/// Threading: one thread awaits; any may watch, forget and wake; nobody may do anything after [#close].
public final class FileEvents implements AutoCloseable {
    private static final MethodHandle INIT = LibC.capturing("inotify_init1", JAVA_INT, JAVA_INT);
    private static final MethodHandle ADD = LibC.capturing("inotify_add_watch", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle REMOVE = LibC.capturing("inotify_rm_watch", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle POLL = LibC.capturing("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle EVENTFD = LibC.capturing("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle WRITE = LibC.capturing("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle READ = LibC.capturing("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

    /// The same for inotify and eventfd, as for open(2).
    private static final int CLOSE_ON_EXEC_NON_BLOCKING = 0x80800;

    private static final short READABLE = 1;
    private static final int MODIFY = 0x2;
    private static final int ATTRIBUTES = 0x4;
    private static final int MOVED_FROM = 0x40;
    private static final int MOVED_TO = 0x80;
    private static final int CREATED = 0x100;
    private static final int DELETED = 0x200;
    private static final int DELETED_ITSELF = 0x400;
    private static final int MOVED_ITSELF = 0x800;
    private static final int OVERFLOWN = 0x4000;
    private static final int IGNORED = 0x8000;
    private static final int NO_FOLLOW = 0x02000000;
    private static final int ADD_TO_MASK = 0x20000000;
    private static final int IS_DIRECTORY = 0x40000000;

    /// Bytes of `struct inotify_event` before the name, and of the memory that one read fills: a few hundred events.
    private static final int HEAD_BYTES = 16;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final int inotify;
    private final int waker;

    private FileEvents(int inotify, int waker) {
        this.inotify = inotify;
        this.waker = waker;
    }

    /// Something has changed.
    ///
    /// @param watch number that [#watch] gave; -1 when events were lost, and everything may have changed
    /// @param name of the file in the watched directory; empty for the directory itself
    /// @param isNewOrGone a file has come or gone, and not only changed
    /// @param isDirectory it is a directory that has changed, come or gone
    public record FileEvent(int watch, String name, boolean isNewOrGone, boolean isDirectory) {
        public boolean isLost() {
            return watch < 0;
        }
    }

    /// EMFILE when this user has no inotify instances left.
    public static SysResult<FileEvents> open() {
        SysResult<Integer> made = call("inotify_init1", "", captured ->
                (int) INIT.invokeExact(captured, CLOSE_ON_EXEC_NON_BLOCKING));
        return made.then(inotify -> {
            SysResult<Integer> waker = call("eventfd", "", captured ->
                    (int) EVENTFD.invokeExact(captured, 0, CLOSE_ON_EXEC_NON_BLOCKING));
            if (waker instanceof SysResult.Failed<Integer>) {
                LinuxKernel.close(inotify);
            }
            return waker.map(fd -> new FileEvents(inotify, fd));
        });
    }

    /// A link is not followed. Watching the same file again gives the same number. ENOSPC when this user has no watches left.
    ///
    /// @param withContent tell of written content too, not only of owner, mode, coming and going
    public SysResult<Integer> watch(Path path, boolean withContent) {
        int mask = ATTRIBUTES | MOVED_FROM | MOVED_TO | CREATED | DELETED | DELETED_ITSELF | MOVED_ITSELF | NO_FOLLOW | ADD_TO_MASK
                | (withContent ? MODIFY : 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            return call("inotify_add_watch", path.toString(), captured -> (int) ADD.invokeExact(captured, inotify, name, mask));
        }
    }

    /// Nothing to say when the watch is gone already, with the file it was on.
    public void forget(int watch) {
        SysResult<Integer> _ =
                call("inotify_rm_watch", "", captured -> (int) REMOVE.invokeExact(captured, inotify, watch));
    }

    /// Waits for events, for [#wake], or for `millis` (-1 = for ever); empty for the last two.
    public SysResult<List<FileEvent>> await(int millis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(16, 4);
            both.set(JAVA_INT, 0, inotify);
            both.set(JAVA_SHORT, 4, READABLE);
            both.set(JAVA_INT, 8, waker);
            both.set(JAVA_SHORT, 12, READABLE);
            SysResult<Integer> ready = call("poll", "", captured -> (int) POLL.invokeExact(captured, both, 2L, millis));
            if (ready.failedWith(Errno.EINTR)) {
                return new SysResult.Ok<>(List.of());
            }
            return ready.then(_ -> {
                read(waker, arena.allocate(JAVA_LONG), 8);
                MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
                return new SysResult.Ok<>(events(buffer, read(inotify, buffer, BUFFER_BYTES)));
            });
        }
    }

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
        LinuxKernel.close(inotify);
    }

    /// Bytes read; none when there is nothing to read.
    private static long read(int fd, MemorySegment into, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            return Math.max(0, (long) READ.invokeExact(LibC.captureIn(arena), fd, into, bytes));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    private static List<FileEvent> events(MemorySegment buffer, long bytes) {
        var events = new ArrayList<FileEvent>();
        long at = 0;
        while (at + HEAD_BYTES <= bytes) {
            int watch = buffer.get(JAVA_INT, at);
            int mask = buffer.get(JAVA_INT, at + 4);
            int length = buffer.get(JAVA_INT, at + 12);
            String name = name(buffer.asSlice(at + HEAD_BYTES, length));
            boolean isNewOrGone = (mask & (CREATED | DELETED | MOVED_FROM | MOVED_TO | DELETED_ITSELF | MOVED_ITSELF | IGNORED)) != 0;
            events.add(new FileEvent((mask & OVERFLOWN) != 0 ? -1 : watch, name, isNewOrGone, (mask & IS_DIRECTORY) != 0));
            at += HEAD_BYTES + length;
        }
        return List.copyOf(events);
    }

    /// Filled up with zero bytes.
    private static String name(MemorySegment padded) {
        byte[] bytes = padded.toArray(JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private interface Numbered {
        int call(MemorySegment captured) throws Throwable;
    }

    private static SysResult<Integer> call(String name, String subject, Numbered numbered) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            int result = numbered.call(captured);
            return result >= 0 ? new SysResult.Ok<>(result) : new SysResult.Failed<>(LibC.errno(captured), name, subject);
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }
}
