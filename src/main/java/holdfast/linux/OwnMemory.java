package holdfast.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/// Gives memory of this process back that only its start needed, and what is read once in a while.
///
/// Threading: any.
public final class OwnMemory {
    private volatile List<OwnMappings.Mapping> machine = List.of();

    /// What was given back.
    ///
    /// @param mappings of files whose pages were let go
    /// @param bytes they are long
    public record GivenBack(int mappings, long bytes) {}

    /// First the C library's free memory (malloc_trim(3)), which stays with it else. Then the pages of files that are mapped to be
    /// read: of the Java machine's own code, most serves only its start. What is needed again is mapped again from the page cache
    /// at its next use, as it was at its first (madvise(2), MADV_DONTNEED). Mappings that hold a page of our own making, or that
    /// we may write, are left alone.
    public Reading<GivenBack> giveBack() {
        trim();
        return ProcFile.text(Path.of("/proc/self/smaps")).map(text -> {
            List<OwnMappings.Mapping> found = OwnMappings.onlyRead(text);
            machine = found.stream().filter(OwnMappings.Mapping::isOfTheJavaMachine).toList();
            return letGo(found);
        });
    }

    /// Once more the pages of the Java machine's own files. Each page that it reads brings fifteen others with it (fault-around):
    /// compiling a single method takes 4 MB of its code into memory. Which pages are our own is not looked up anew, since that would
    /// have more compiled than it is worth; so a mapping that is not as it was, such as one that an agent has made writable, is left
    /// alone.
    public Reading<GivenBack> giveBackAgain() {
        return ProcFile.text(Path.of("/proc/self/maps"))
                .map(maps -> letGo(machine.stream().filter(mapping -> maps.contains(mapping.line())).toList()));
    }

    private static void trim() {
        try {
            if (Calls.TRIM.isPresent()) {
                int _ = (int) Calls.TRIM.get().invokeExact(0L);
            }
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    private static GivenBack letGo(List<OwnMappings.Mapping> mappings) {
        int count = 0;
        long bytes = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            for (OwnMappings.Mapping mapping : mappings) {
                int result = (int) Calls.ADVISE.invokeExact(
                        captured, MemorySegment.ofAddress(mapping.begin()), mapping.bytes(), Calls.NOT_NEEDED);
                // Refused, for one, for what is locked in memory: it stays, and no harm is done.
                if (result == 0) {
                    count++;
                    bytes += mapping.bytes();
                }
            }
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
        return new GivenBack(count, bytes);
    }

    /// Bound when first used: most runs of the program never do.
    private static final class Calls {
        static final int NOT_NEEDED = 4;
        static final MethodHandle ADVISE = LibC.capturing("madvise", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
        /// glibc only.
        static final Optional<MethodHandle> TRIM = LibC.optional("malloc_trim", JAVA_INT, JAVA_LONG);

        private Calls() {}
    }
}
