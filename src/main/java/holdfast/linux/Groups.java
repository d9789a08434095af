package holdfast.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/// Groups as the system knows them, group(5).
public final class Groups {
    /// `struct group`, grp.h: two pointers, then the number.
    private static final long STRUCT_BYTES = 32;

    private static final long GROUP_ID = 16;

    /// Bytes for the strings of one group, all members included.
    private static final long STRINGS_BYTES = 256 * 1024;

    private Groups() {}

    /// getgrnam_r(3). Empty when there is no such group.
    public static SysResult<OptionalLong> idOf(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(STRUCT_BYTES, Long.BYTES);
            MemorySegment found = arena.allocate(ADDRESS);
            MemorySegment strings = arena.allocate(STRINGS_BYTES);
            int error = (int) Calls.GETGRNAM_R.invokeExact(arena.allocateFrom(name), entry, strings, STRINGS_BYTES, found);
            if (error != 0) {
                return new SysResult.Failed<>(error, "getgrnam_r", name);
            }
            return new SysResult.Ok<>(
                    found.get(ADDRESS, 0).address() == 0
                            ? OptionalLong.empty()
                            : OptionalLong.of(Integer.toUnsignedLong(entry.get(JAVA_INT, GROUP_ID))));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    /// Bound when a group is looked up for the first time.
    private static final class Calls {
        static final MethodHandle GETGRNAM_R =
                LibC.plain("getgrnam_r", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);

        private Calls() {}
    }
}
