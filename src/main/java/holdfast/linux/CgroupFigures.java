package holdfast.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What the kernel counts for one cgroup v2, cgroups(7): whatever controllers are not enabled for it are missing.
///
/// @param files contents by name
public record CgroupFigures(Path directory, Map<String, String> files) {
    private static final String EVENTS = "memory.events";
    private static final List<String> NAMES = List.of(
            "cgroup.events",
            EVENTS,
            "memory.current",
            "memory.peak",
            "memory.high",
            "memory.max",
            "memory.swap.current",
            "pids.current",
            "pids.max",
            "cpu.stat",
            "cpu.max",
            "cpu.pressure",
            "memory.pressure",
            "io.pressure");

    /// Empty when the directory is not one, or gone.
    public static Optional<CgroupFigures> read(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        var files = new LinkedHashMap<String, String>();
        NAMES.forEach(name -> ProcFile.text(directory.resolve(name)).found().ifPresent(text -> files.put(name, text)));
        return Optional.of(new CgroupFigures(directory, Map.copyOf(files)));
    }

    /// Only how often the kernel killed in it for want of memory; empty where that is not counted.
    static Optional<CgroupFigures> ofKills(Path directory) {
        return ProcFile.text(directory.resolve(EVENTS)).found().map(text -> new CgroupFigures(directory, Map.of(EVENTS, text)));
    }

    /// Pids in it and below it.
    public List<Long> members() {
        return new Cgroup(directory).members().found().orElse(List.of());
    }

    /// Whether nobody else is in it. It ends at the first stranger: below the root there may be thousands of cgroups.
    public boolean holdsOnly(Set<Long> pids) {
        return holdsOnly(directory, pids);
    }

    private static boolean holdsOnly(Path directory, Set<Long> pids) {
        boolean isAlone = ProcFile.text(directory.resolve("cgroup.procs"))
                .found()
                .filter(text -> text.lines().filter(line -> !line.isBlank()).map(Long::parseLong).allMatch(pids::contains))
                .isPresent();
        if (!isAlone) {
            return false;
        }
        try (DirectoryStream<Path> below = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (Path child : below) {
                if (!holdsOnly(child, pids)) {
                    return false;
                }
            }
            return true;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// The one that a process is in. Empty when there is no cgroup v2, or when the process lives outside what we can see of it.
    public static Optional<CgroupFigures> ofProcess(ProcessTable table, long pid) {
        return Cgroups.directoryOf(table.root(), Long.toString(pid)).flatMap(CgroupFigures::read);
    }

    /// Processes in it that the kernel killed for want of memory since it was made.
    public OptionalInt memoryKills() {
        return Optional.ofNullable(files.get(EVENTS)).stream()
                .flatMap(String::lines)
                .filter(line -> line.matches("oom_kill \\d{1,9}"))
                .mapToInt(line -> Integer.parseInt(line.substring("oom_kill ".length())))
                .findFirst();
    }
}
