package holdfast.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/// A file held by its inode (open(2) with O_PATH), whatever becomes of its name. What is examined through it is what is changed
/// through it: nobody can put another file, or a link to one, in its place in between. The file itself is not opened, so neither
/// its permissions nor its kind (a pipe, a device) matter.
///
/// Threading: one at a time.
public final class FileHandle implements AutoCloseable {
    /// asm-generic/fcntl.h, the same on every architecture that the JDK has Linux builds for.
    private static final int PATH_ONLY = 0x200000;

    private static final int CLOSE_ON_EXEC = 0x80000;

    /// The one that is not: arm64 and ppc64 have numbers of their own for it, asm/fcntl.h.
    private static final int NOFOLLOW = isGeneric() ? 0x20000 : 0x8000;

    /// linux/fcntl.h.
    private static final int AT_FDCWD = -100;

    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;

    /// STATX_BASIC_STATS and STATX_MNT_ID, linux/stat.h; Linux 4.11 and 5.8.
    private static final int BASIC = 0x7ff;

    private static final int MOUNT = 0x1000;

    /// `struct statx` is laid out alike on every architecture.
    private static final long STATX_BYTES = 256;

    private static final int KIND_MASK = 0170000;
    private static final long BLOCK_BYTES = 512;

    private final Path path;
    private final int fd;

    private FileHandle(Path path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    /// What a file is.
    ///
    /// @param mode the twelve permission bits
    /// @param links names that the file has
    /// @param diskBytes what it takes on the disk
    /// @param device of the file system
    /// @param mount number of the mount; that of the device where the kernel tells none
    public record Status(
            FileStatus.Kind kind,
            int mode,
            long userId,
            long groupId,
            long links,
            long bytes,
            long diskBytes,
            long inode,
            long device,
            long mount) {
        public boolean isDirectory() {
            return kind == FileStatus.Kind.DIRECTORY;
        }

        public boolean isSameFile(Status other) {
            return inode == other.inode && device == other.device;
        }
    }

    /// The last name is not followed when it is a link; those before it are.
    public static SysResult<FileHandle> open(Path absolute) {
        return openAt(AT_FDCWD, absolute.toString(), absolute);
    }

    /// What has this name in the directory, a link included.
    public SysResult<FileHandle> child(String name) {
        return openAt(fd, name, path.resolve(name));
    }

    /// As it was opened; only for people.
    public Path path() {
        return path;
    }

    /// A path that leads to this very file, link or not, for as long as the handle is open, proc_pid_fd(5).
    public Path handle() {
        return Path.of("/proc/self/fd/" + fd);
    }

    public SysResult<Status> status() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            MemorySegment seen = arena.allocate(STATX_BYTES, Long.BYTES);
            int flags = AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW;
            if ((int) Calls.STATX.invokeExact(captured, fd, arena.allocateFrom(""), flags, BASIC | MOUNT, seen) < 0) {
                return failed(captured, "statx");
            }
            int mode = Short.toUnsignedInt(seen.get(JAVA_SHORT, 28));
            long device = Integer.toUnsignedLong(seen.get(JAVA_INT, 136)) << 32 | Integer.toUnsignedLong(seen.get(JAVA_INT, 140));
            boolean isMountTold = (seen.get(JAVA_INT, 0) & MOUNT) != 0;
            return new SysResult.Ok<>(new Status(
                    kind(mode & KIND_MASK),
                    mode & 07777,
                    Integer.toUnsignedLong(seen.get(JAVA_INT, 20)),
                    Integer.toUnsignedLong(seen.get(JAVA_INT, 24)),
                    Integer.toUnsignedLong(seen.get(JAVA_INT, 16)),
                    seen.get(JAVA_LONG, 40),
                    seen.get(JAVA_LONG, 48) * BLOCK_BYTES,
                    seen.get(JAVA_LONG, 32),
                    device,
                    isMountTold ? seen.get(JAVA_LONG, 144) : device));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    /// fchownat(2). Clears set-user-ID and set-group-ID of a file.
    public SysResult<SysResult.Done> own(long userId, long groupId) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            int result = (int) Calls.FCHOWNAT.invokeExact(
                    captured, fd, arena.allocateFrom(""), (int) userId, (int) groupId, AT_EMPTY_PATH);
            return result < 0 ? failed(captured, "fchownat") : SysResult.done();
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    /// chmod(2) of what the handle stands for; fchmod(2) does not take a handle of this kind.
    public SysResult<SysResult.Done> permit(int mode) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            int result = (int) Calls.CHMOD.invokeExact(captured, arena.allocateFrom(handle().toString()), mode);
            return result < 0 ? failed(captured, "chmod") : SysResult.done();
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    /// unlinkat(2): takes this name out of the directory. A link goes itself, not what it leads to.
    public SysResult<SysResult.Done> remove(String name, boolean isDirectory) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            int flags = isDirectory ? AT_REMOVEDIR : 0;
            int result = (int) Calls.UNLINKAT.invokeExact(captured, fd, arena.allocateFrom(name), flags);
            return result < 0 ? failed(captured, "unlinkat") : SysResult.done();
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    @Override
    public void close() {
        LinuxKernel.close(fd);
    }

    private static SysResult<FileHandle> openAt(int directory, String name, Path path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            int flags = PATH_ONLY | NOFOLLOW | CLOSE_ON_EXEC;
            int opened = (int) Calls.OPENAT.invokeExact(captured, directory, arena.allocateFrom(name), flags, 0);
            return opened < 0
                    ? new SysResult.Failed<>(LibC.errno(captured), "openat", path.toString())
                    : new SysResult.Ok<>(new FileHandle(path, opened));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    private <T> SysResult<T> failed(MemorySegment captured, String call) {
        return new SysResult.Failed<>(LibC.errno(captured), call, path.toString());
    }

    private static FileStatus.Kind kind(int format) {
        return switch (format) {
            case 0100000 -> FileStatus.Kind.FILE;
            case 0040000 -> FileStatus.Kind.DIRECTORY;
            case 0120000 -> FileStatus.Kind.LINK;
            default -> FileStatus.Kind.SPECIAL;
        };
    }

    private static boolean isGeneric() {
        String architecture = System.getProperty("os.arch", "");
        return !architecture.startsWith("aarch64") && !architecture.startsWith("arm") && !architecture.startsWith("ppc");
    }

    /// Bound when the first file is to be changed.
    private static final class Calls {
        static final MethodHandle OPENAT =
                LibC.capturingVariadic("openat", 3, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
        static final MethodHandle STATX = LibC.capturing("statx", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
        static final MethodHandle FCHOWNAT =
                LibC.capturing("fchownat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle CHMOD = LibC.capturing("chmod", JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle UNLINKAT = LibC.capturing("unlinkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);

        private Calls() {}
    }
}
