package holdfast.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/// Binds functions of the C library. A function that reports through `errno` is bound with capture of it, so that nothing the JVM
/// does between the call and the look at the number can change it.
///
/// Threading: any.
final class LibC {
    /// Calls of C functions of the same shape share one compiled stub, so shapes are spelt the same way everywhere.
    private static final Linker LINKER = Linker.nativeLinker();

    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    private static final MemoryLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private LibC() {}

    /// A function that returns -1 and sets `errno`. Its handle takes the capture segment first.
    static MethodHandle capturing(String name, ValueLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, parameters), CAPTURE);
    }

    /// The same for a function with `...` in its prototype, from parameter `fixed` on.
    static MethodHandle capturingVariadic(String name, int fixed, ValueLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                symbol(name),
                FunctionDescriptor.of(result, parameters),
                CAPTURE,
                Linker.Option.firstVariadicArg(fixed));
    }

    /// A function that returns its error number, or cannot fail.
    static MethodHandle plain(String name, ValueLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, parameters));
    }

    /// A function that not every C library has.
    static Optional<MethodHandle> optional(String name, ValueLayout result, MemoryLayout... parameters) {
        return SYMBOLS.find(name).map(found -> LINKER.downcallHandle(found, FunctionDescriptor.of(result, parameters)));
    }

    static MemorySegment captureIn(Arena arena) {
        return arena.allocate(CAPTURED);
    }

    static int errno(MemorySegment captured) {
        return (int) ERRNO.get(captured, 0L);
    }

    /// What a call handle threw: they declare Throwable and throw nothing, unless they are called with the wrong types.
    static IllegalStateException bug(Throwable thrown) {
        return new IllegalStateException("a call into the C library is declared wrongly", thrown);
    }

    private static MemorySegment symbol(String name) {
        return SYMBOLS.find(name)
                .orElseThrow(() -> new UnsupportedOperationException("this C library has no function " + name));
    }

    /// Calls of the kernel, each with its C prototype's shape.
    static final class Calls {
        static final MethodHandle CLOSE = capturing("close", JAVA_INT, JAVA_INT);
        static final MethodHandle GETEUID = plain("geteuid", JAVA_INT);
        static final MethodHandle KILL = capturing("kill", JAVA_INT, JAVA_INT, JAVA_INT);
        static final MethodHandle WAITID = capturing("waitid", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
        static final MethodHandle IOCTL = capturingVariadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);
        /// pidfd_open and pidfd_send_signal have wrappers only since glibc 2.36; their numbers are the same everywhere.
        static final MethodHandle SYSCALL_4 =
                capturingVariadic("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);

        private Calls() {}
    }
}
