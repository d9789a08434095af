package holdfast.evidence;

import holdfast.model.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Whether a start would find file handles and processes. Tried, and not reckoned: limits stand in many places (the process, the
/// account, the cgroup, the kernel), and only some of them can be read.
///
/// A look that comes at the heels of a failed start says nothing of the next one, so it is asked again and again alone.
final class RoomPart implements Part {
    /// More than a start needs: pipes, the output, a pidfd.
    private static final int HANDLES = 32;

    private static final long WITHIN_NANOS = 1_000_000_000L;
    private static final Path NULL = Path.of("/dev/null");

    @Override
    public String name() {
        return "room.txt";
    }

    @Override
    public boolean isBrief() {
        return true;
    }

    @Override
    public long withinNanos() {
        return WITHIN_NANOS;
    }

    /// The thread that it runs on counts as a process; where none can be had, this is not reached.
    @Override
    public Look look(Subject subject, Optional<Path> scratch) throws IOException {
        if (!subject.command().brief()) {
            return Look.of("");
        }
        take(HANDLES);
        return Look.of("", new Finding.RoomToStart());
    }

    /// All of them at once.
    private static void take(int handles) throws IOException {
        if (handles > 0) {
            try (InputStream _ = Files.newInputStream(NULL)) {
                take(handles - 1);
            }
        }
    }
}
