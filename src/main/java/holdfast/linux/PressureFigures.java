package holdfast.linux;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Share of the last 10 s in which tasks of this machine waited, in percent, `/proc/pressure` (Linux 4.20, where it is built in).
///
/// @param cpu in which some task waited for a processor
/// @param memory in which all tasks waited for memory
/// @param io in which all tasks waited for a device
public record PressureFigures(int cpu, int memory, int io) {
    private static final Pattern AVERAGE = Pattern.compile("(?m)^(some|full) avg10=(\\d{1,3})\\.\\d+ ");

    public static Reading<PressureFigures> read() {
        return read(Path.of("/proc"));
    }

    /// @param proc where a proc file system is mounted; tests bring a folder that looks like one
    public static Reading<PressureFigures> read(Path proc) {
        return average(proc, "cpu", "some")
                .then(cpu -> average(proc, "memory", "full")
                        .then(memory -> average(proc, "io", "full").map(io -> new PressureFigures(cpu, memory, io))));
    }

    private static Reading<Integer> average(Path proc, String resource, String kind) {
        Path file = proc.resolve("pressure").resolve(resource);
        return ProcFile.text(file).then(text -> {
            OptionalInt percent = OptionalInt.empty();
            for (Matcher line = AVERAGE.matcher(text); line.find(); ) {
                if (line.group(1).equals(kind)) {
                    percent = OptionalInt.of(Integer.parseInt(line.group(2)));
                }
            }
            return percent.isPresent()
                    ? new Reading.Found<>(percent.getAsInt())
                    : new Reading.Unreadable<>(file.toString(), "no " + kind + " avg10");
        });
    }
}
