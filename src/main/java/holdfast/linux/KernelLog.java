package holdfast.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/// The newest lines of the kernel's own log, by syslog(2), which unlike a read of `/dev/kmsg` never waits.
public final class KernelLog {
    /// `<6>[12345.678901] text`; the stamp is missing where the kernel was told to leave it out (`printk.time=0`).
    private static final Pattern LINE = Pattern.compile("(?m)^<\\d+>(?:\\[ *(\\d+)\\.\\d+\\] ?)?(.*)$");

    private static final int SYSLOG_ACTION_READ_ALL = 3;

    /// Bytes: some two thousand lines.
    private static final int BYTES_MAX = 256 * 1024;

    private KernelLog() {}

    /// @param uptimeSeconds since boot; -1 where the kernel puts no stamp
    public record Line(long uptimeSeconds, String text) {}

    /// Oldest first. EPERM where only root may read it.
    public static SysResult<List<Line>> tail() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = LibC.captureIn(arena);
            MemorySegment buffer = arena.allocate(BYTES_MAX);
            int length = (int) Calls.KLOGCTL.invokeExact(captured, SYSLOG_ACTION_READ_ALL, buffer, BYTES_MAX);
            return length < 0
                    ? new SysResult.Failed<>(LibC.errno(captured), "syslog", "kernel log")
                    : new SysResult.Ok<>(parse(new String(
                            buffer.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8)));
        } catch (Throwable thrown) {
            throw LibC.bug(thrown);
        }
    }

    static List<Line> parse(String text) {
        return LINE.matcher(text).results().map(KernelLog::line).toList();
    }

    private static Line line(MatchResult found) {
        String stamp = found.group(1);
        return new Line(stamp == null ? -1 : Long.parseLong(stamp), found.group(2));
    }

    /// Bound when the log is read for the first time.
    private static final class Calls {
        static final MethodHandle KLOGCTL = LibC.capturing("klogctl", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);

        private Calls() {}
    }
}
