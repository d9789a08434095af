package holdfast.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

import static java.lang.foreign.ValueLayout.JAVA_INT;

/// What a thread of this process asks of the kernel for itself.
public final class OwnThread {
    /// The nice value of work that can wait: a tenth of the weight of a thread at 0 (sched(7)), so it still comes forward on a machine
    /// that is never idle.
    static final int PATIENT = 10;

    private static final int PRIO_PROCESS = 0;

    private OwnThread() {}

    /// Lets all others go first from here on, and so do the threads and processes that it will start. On Linux a nice value is a
    /// thread's own, whatever POSIX says (setpriority(2), "C library/kernel differences").
    ///
    /// Threading: a platform thread that does nothing else afterwards, since only root may take it back.
    ///
    /// @return false when the kernel refused; the work is done either way
    public static boolean letOthersGoFirst() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            int result = (int) Calls.SETPRIORITY.invokeExact(captured, PRIO_PROCESS, 0, PATIENT);
            return result == 0;
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    private static final class Calls {
        static final MethodHandle SETPRIORITY = LibC.capturing("setpriority", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);

        private Calls() {}
    }
}
