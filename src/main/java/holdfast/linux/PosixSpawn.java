package holdfast.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.util.List;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

/// posix_spawn(3): fork and exec without copying the JVM, with the error of exec handed back.
///
/// Threading: any.
final class PosixSpawn {
    /// Sizes of glibc's opaque types on 64-bit machines, spawn.h and bits/types/__sigset_t.h.
    static final long ATTRIBUTES_BYTES = 336;

    static final long ACTIONS_BYTES = 80;
    static final long SIGNAL_SET_BYTES = 128;

    private static final MethodHandle SPAWN =
            LibC.plain("posix_spawn", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle ACTIONS_INIT = LibC.plain("posix_spawn_file_actions_init", JAVA_INT, ADDRESS);
    private static final MethodHandle ACTIONS_DESTROY =
            LibC.plain("posix_spawn_file_actions_destroy", JAVA_INT, ADDRESS);
    private static final MethodHandle ADD_OPEN =
            LibC.plain("posix_spawn_file_actions_addopen", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle ADD_DUP2 =
            LibC.plain("posix_spawn_file_actions_adddup2", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    /// glibc 2.29.
    private static final MethodHandle ADD_CHDIR =
            LibC.plain("posix_spawn_file_actions_addchdir_np", JAVA_INT, ADDRESS, ADDRESS);
    /// glibc 2.34.
    private static final MethodHandle ADD_CLOSE_FROM =
            LibC.plain("posix_spawn_file_actions_addclosefrom_np", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle ATTRIBUTES_INIT = LibC.plain("posix_spawnattr_init", JAVA_INT, ADDRESS);
    private static final MethodHandle ATTRIBUTES_DESTROY = LibC.plain("posix_spawnattr_destroy", JAVA_INT, ADDRESS);
    private static final MethodHandle SET_FLAGS =
            LibC.plain("posix_spawnattr_setflags", JAVA_INT, ADDRESS, JAVA_SHORT);
    private static final MethodHandle SET_DEFAULTS =
            LibC.plain("posix_spawnattr_setsigdefault", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SET_MASK = LibC.plain("posix_spawnattr_setsigmask", JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle FILL = LibC.plain("sigfillset", JAVA_INT, ADDRESS);

    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    /// A session of its own: no terminal, no signal meant for ours. glibc 2.26.
    private static final short SETSID = 0x80;

    private static final int READ_ONLY = 0;
    private static final int WRITE_ONLY = 1;
    private static final int CREATE = 0x40;
    /// A terminal given as output file must not become the terminal of the new session.
    private static final int NO_TERMINAL = 0x100;
    private static final int APPEND = 0x400;
    private static final int OUTPUT_MODE = 0640;

    private PosixSpawn() {}

    static SysResult<Long> spawn(SpawnRequest request) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(ACTIONS_BYTES, 16);
            MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, 16);
            check("posix_spawn_file_actions_init", (int) ACTIONS_INIT.invokeExact(actions));
            try {
                check("posix_spawnattr_init", (int) ATTRIBUTES_INIT.invokeExact(attributes));
                try {
                    fillActions(arena, actions, request);
                    fillAttributes(arena, attributes);
                    return spawn(arena, actions, attributes, request);
                } finally {
                    int _ = (int) ATTRIBUTES_DESTROY.invokeExact(attributes);
                }
            } finally {
                int _ = (int) ACTIONS_DESTROY.invokeExact(actions);
            }
        } catch (OutOfMemory none) {
            return new SysResult.Failed<>(none.errno, none.call, request.program());
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    private static SysResult<Long> spawn(
            Arena arena, MemorySegment actions, MemorySegment attributes, SpawnRequest request) throws Throwable {
        MemorySegment pid = arena.allocate(JAVA_INT);
        int error = (int) SPAWN.invokeExact(
                pid,
                arena.allocateFrom(request.program()),
                actions,
                attributes,
                strings(arena, request.argv()),
                strings(arena, request.environment()));
        return error == 0
                ? new SysResult.Ok<>((long) pid.get(JAVA_INT, 0))
                : new SysResult.Failed<>(error, "posix_spawn", request.program());
    }

    /// In this order: the output file is opened before the directory changes, and everything from 3 on is closed last, so that
    /// nothing of ours leaks into the service.
    private static void fillActions(Arena arena, MemorySegment actions, SpawnRequest request) throws Throwable {
        String open = "posix_spawn_file_actions_addopen";
        check(open, (int) ADD_OPEN.invokeExact(actions, 0, arena.allocateFrom("/dev/null"), READ_ONLY, 0));
        check(open, (int) ADD_OPEN.invokeExact(
                actions,
                1,
                arena.allocateFrom(request.output()),
                WRITE_ONLY | CREATE | APPEND | NO_TERMINAL,
                OUTPUT_MODE));
        check("posix_spawn_file_actions_adddup2", (int) ADD_DUP2.invokeExact(actions, 1, 2));
        check("posix_spawn_file_actions_addchdir_np", (int)
                ADD_CHDIR.invokeExact(actions, arena.allocateFrom(request.directory())));
        check("posix_spawn_file_actions_addclosefrom_np", (int) ADD_CLOSE_FROM.invokeExact(actions, 3));
    }

    private static void fillAttributes(Arena arena, MemorySegment attributes) throws Throwable {
        MemorySegment all = arena.allocate(SIGNAL_SET_BYTES, 8);
        MemorySegment none = arena.allocate(SIGNAL_SET_BYTES, 8);
        check("sigfillset", (int) FILL.invokeExact(all));
        check("posix_spawnattr_setsigdefault", (int) SET_DEFAULTS.invokeExact(attributes, all));
        check("posix_spawnattr_setsigmask", (int) SET_MASK.invokeExact(attributes, none));
        short flags = (short) (SETSID | SETSIGDEF | SETSIGMASK);
        check("posix_spawnattr_setflags", (int) SET_FLAGS.invokeExact(attributes, flags));
    }

    private static MemorySegment strings(SegmentAllocator arena, List<String> strings) {
        MemorySegment array = arena.allocate(ADDRESS, strings.size() + 1L);
        for (int i = 0; i < strings.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i)));
        }
        array.setAtIndex(ADDRESS, strings.size(), MemorySegment.NULL);
        return array;
    }

    private static void check(String call, int error) throws OutOfMemory {
        if (error != 0) {
            throw new OutOfMemory(error, call);
        }
    }

    /// The preparing calls fail for want of memory only.
    private static final class OutOfMemory extends Exception {
        private final int errno;
        private final String call;

        OutOfMemory(int errno, String call) {
            super(call, null, false, false);
            this.errno = errno;
            this.call = call;
        }
    }
}
