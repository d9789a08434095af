package holdfast.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/// A file that other processes append to, opened to have its head cut off under their hands.
///
/// Threading: one at a time.
public final class AppendedFile implements AutoCloseable {
    /// open(2), asm-generic/fcntl.h; these three are the same on every architecture that the JDK has Linux builds for. O_NONBLOCK
    /// means nothing to a regular file, and keeps a pipe in its place from holding us up.
    private static final int READ_WRITE = 2;

    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int NON_BLOCKING = 0x800;

    /// linux/falloc.h.
    private static final int FALLOC_FL_COLLAPSE_RANGE = 0x08;

    /// `sizeof(struct statvfs)` of glibc on 64-bit machines, sys/statvfs.h. `f_bsize` comes first.
    private static final long STATVFS_BYTES = 112;

    /// Signals of the JVM may interrupt a call again and again in theory; more often than this is an error.
    private static final int ATTEMPTS = 10;

    private final Path path;
    private final int fd;

    private AppendedFile(Path path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    /// open(2) to read and write. Links are followed: compare [#handle] with what was examined before.
    public static SysResult<AppendedFile> open(Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            MemorySegment name = arena.allocateFrom(path.toString());
            int flags = READ_WRITE | CLOSE_ON_EXEC | NON_BLOCKING;
            int fd = (int) Calls.OPEN.invokeExact(captured, name, flags, 0);
            return fd < 0
                    ? new SysResult.Failed<>(LibC.errno(captured), "open", path.toString())
                    : new SysResult.Ok<>(new AppendedFile(path, fd));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    /// A name of the open file itself, whatever becomes of its path. See proc_pid_fd(5).
    public Path handle() {
        return Path.of("/proc/self/fd/" + fd);
    }

    /// fallocate(2) with FALLOC_FL_COLLAPSE_RANGE, Linux 3.15, ext4 and XFS: the first `bytes` are gone, and everything behind
    /// moves to the front. It excludes writers while it works, so whoever appends (O_APPEND) loses nothing and notices nothing.
    ///
    /// EOPNOTSUPP on other file systems. EINVAL unless `bytes` is a multiple of the block size and less than the file has.
    public SysResult<SysResult.Done> cutHead(long bytes) {
        SysResult<SysResult.Done> result = collapse(bytes);
        for (int i = 1; i < ATTEMPTS && result.failedWith(Errno.EINTR); i++) {
            result = collapse(bytes);
        }
        return result;
    }

    /// fstatvfs(3): the block size of its file system, `f_bsize`.
    public SysResult<Long> blockBytes() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            MemorySegment facts = arena.allocate(STATVFS_BYTES, Long.BYTES);
            return (int) Calls.FSTATVFS.invokeExact(captured, fd, facts) < 0
                    ? new SysResult.Failed<>(LibC.errno(captured), "fstatvfs", path.toString())
                    : new SysResult.Ok<>(facts.get(JAVA_LONG, 0));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    @Override
    public void close() {
        LinuxKernel.close(fd);
    }

    private SysResult<SysResult.Done> collapse(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            return (int) Calls.FALLOCATE.invokeExact(captured, fd, FALLOC_FL_COLLAPSE_RANGE, 0L, bytes) < 0
                    ? new SysResult.Failed<>(LibC.errno(captured), "fallocate", path.toString())
                    : SysResult.done();
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    /// Bound when the first log has grown too long.
    private static final class Calls {
        static final MethodHandle OPEN = LibC.capturingVariadic("open", 2, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
        static final MethodHandle FALLOCATE =
                LibC.capturing("fallocate", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
        static final MethodHandle FSTATVFS = LibC.capturing("fstatvfs", JAVA_INT, JAVA_INT, ADDRESS);

        private Calls() {}
    }
}
