package holdfast.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/// How full the file system is that a path lies on, statvfs(3).
///
/// @param totalBytes what users other than root can have of it: in use, and still free for them (as df(1) counts)
/// @param freeBytes still free for users other than root
/// @param totalInodes most files there can be; 0 where the file system makes room for them as it goes (btrfs)
/// @param freeInodes how many more files there can be
public record FileSystemRoom(long totalBytes, long freeBytes, long totalInodes, long freeInodes) {
    private static final MethodHandle STATVFS = LibC.capturing("statvfs", JAVA_INT, ADDRESS, ADDRESS);

    /// `struct statvfs`, sys/statvfs.h: eleven words of 64 bits and six of 32 on 64-bit machines.
    private static final long STRUCT_BYTES = 112;

    private static final long BLOCK_SIZE = 8;
    private static final long BLOCKS = 16;
    private static final long BLOCKS_FREE = 24;
    private static final long BLOCKS_AVAILABLE = 32;
    private static final long FILES = 40;
    private static final long FILES_AVAILABLE = 56;

    public static SysResult<FileSystemRoom> of(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            MemorySegment seen = arena.allocate(STRUCT_BYTES, 8);
            if ((int) STATVFS.invokeExact(captured, arena.allocateFrom(path), seen) != 0) {
                return new SysResult.Failed<>(LibC.errno(captured), "statvfs", path);
            }
            long block = seen.get(JAVA_LONG, BLOCK_SIZE);
            long available = seen.get(JAVA_LONG, BLOCKS_AVAILABLE);
            long used = seen.get(JAVA_LONG, BLOCKS) - seen.get(JAVA_LONG, BLOCKS_FREE);
            return new SysResult.Ok<>(new FileSystemRoom(
                    (used + available) * block,
                    available * block,
                    seen.get(JAVA_LONG, FILES),
                    seen.get(JAVA_LONG, FILES_AVAILABLE)));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }
}
