package holdfast.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What the kernel counts for one cgroup v2, cgroups(7): whatever controllers are not enabled for it are missing.
///
/// @param files contents by name
/// @param members pids in it and below it
public record CgroupFigures(Path directory, Map<String, String> files, List<Long> members) {
    private static final List<String> NAMES = List.of(
            "cgroup.events",
            "memory.events",
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
        List<Long> members = new Cgroup(directory).members().found().orElse(List.of());
        return Optional.of(new CgroupFigures(directory, Map.copyOf(files), members));
    }

    /// The one that a process is in. Empty when there is no cgroup v2, or when the process lives outside what we can see of it.
    public static Optional<CgroupFigures> ofProcess(ProcessTable table, long pid) {
        return Cgroups.directoryOf(table.root(), Long.toString(pid)).flatMap(CgroupFigures::read);
    }

    /// Processes in it that the kernel killed for want of memory since it was made.
    public OptionalInt memoryKills() {
        return Optional.ofNullable(files.get("memory.events")).stream()
                .flatMap(String::lines)
                .filter(line -> line.matches("oom_kill \\d{1,9}"))
                .mapToInt(line -> Integer.parseInt(line.substring("oom_kill ".length())))
                .findFirst();
    }
}
