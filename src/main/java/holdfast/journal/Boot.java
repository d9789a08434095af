package holdfast.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Which boot of the machine this is. Monotonic times of one boot compare with each other, whoever took them: on Linux
/// `System.nanoTime` is `clock_gettime(CLOCK_MONOTONIC)` as it stands, with one origin per boot for all processes
/// (clock_gettime(2); a test holds it against `/proc/uptime`). Times of different boots do not compare.
public final class Boot {
    /// See random(4): fixed from boot to boot, different in each.
    private static final Path ID = Path.of("/proc/sys/kernel/random/boot_id");

    private Boot() {}

    /// @throws IOException when `/proc` is not mounted: nothing else works there either
    public static String id() throws IOException {
        return Files.readString(ID).strip();
    }
}
