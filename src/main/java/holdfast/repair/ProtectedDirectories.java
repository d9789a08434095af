package holdfast.repair;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// Directories that are never emptied, whatever the configuration says: the root, its own directories and those of the system below
/// it, homes, and whatever a home lies in.
final class ProtectedDirectories {
    private static final Set<Path> SYSTEM = Set.of(
            Path.of("/etc"),
            Path.of("/proc"),
            Path.of("/sys"),
            Path.of("/dev"),
            Path.of("/boot"),
            Path.of("/usr/bin"),
            Path.of("/usr/sbin"),
            Path.of("/usr/lib"),
            Path.of("/usr/share"),
            Path.of("/usr/local"),
            Path.of("/var/lib"),
            Path.of("/var/log"),
            Path.of("/var/cache"),
            Path.of("/var/spool"),
            Path.of("/var/www"));

    /// Whole trees in which nothing may be deleted.
    private static final Set<Path> SYSTEM_TREES = Set.of(
            Path.of("/etc"),
            Path.of("/proc"),
            Path.of("/sys"),
            Path.of("/dev"),
            Path.of("/boot"),
            Path.of("/usr/bin"),
            Path.of("/usr/sbin"),
            Path.of("/usr/lib"));

    private ProtectedDirectories() {}

    /// @param real without links
    static boolean contains(Path real) throws IOException {
        return real.getNameCount() < 2
                || SYSTEM.contains(real)
                || SYSTEM_TREES.stream().anyMatch(real::startsWith)
                || homes().stream().anyMatch(home -> home.startsWith(real));
    }

    private static List<Path> homes() throws IOException {
        try (var lines = Files.lines(Path.of("/etc/passwd"))) {
            return lines.map(line -> line.split(":", 7))
                    .filter(parts -> parts.length == 7 && parts[5].startsWith("/") && parts[5].length() > 1)
                    .map(parts -> Path.of(parts[5]).normalize())
                    .toList();
        }
    }
}
