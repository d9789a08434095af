package holdfast.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// How this machine fares, as `/proc` shows it.
///
/// Threading: any.
public final class HostFigures {
    private static final int HUNDRED = 100;

    private final Path proc;

    public HostFigures() {
        this(Path.of("/proc"));
    }

    /// @param proc where a proc file system is mounted; tests bring a folder that looks like one
    public HostFigures(Path proc) {
        this.proc = proc;
    }

    /// Bytes.
    ///
    /// @param available what programs can still get without swapping, by the kernel's own estimate
    /// @param swapTotal 0 on a machine without swap
    public record Memory(long total, long available, long swapTotal, long swapFree) {}

    /// @param hundredths load average of the last minute, times 100
    /// @param processors that are online
    public record Load(long hundredths, int processors) {}

    /// proc_meminfo(5); MemAvailable is there from Linux 3.14 on.
    public Reading<Memory> memory() {
        Path file = proc.resolve("meminfo");
        return ProcFile.text(file).then(text -> {
            OptionalLong total = kilobytes(text, "MemTotal:");
            OptionalLong available = kilobytes(text, "MemAvailable:");
            OptionalLong swapTotal = kilobytes(text, "SwapTotal:");
            OptionalLong swapFree = kilobytes(text, "SwapFree:");
            return total.isPresent() && available.isPresent() && swapTotal.isPresent() && swapFree.isPresent()
                    ? new Reading.Found<>(new Memory(
                            total.getAsLong(), available.getAsLong(), swapTotal.getAsLong(), swapFree.getAsLong()))
                    : new Reading.Unreadable<>(file.toString(), "MemTotal, MemAvailable, SwapTotal or SwapFree is missing");
        });
    }

    /// proc_loadavg(5), and the processors listed in proc_stat(5): `Runtime.availableProcessors` would count those of a container.
    /// Swap that holds something, in the order of proc_swaps(5).
    ///
    /// @param name of a device or a file
    /// @param priority as swapon(8) takes it; absent for one that the kernel chose
    public record SwapArea(String name, Optional<String> priority) {}

    public Reading<List<SwapArea>> swapAreas() {
        return ProcFile.text(proc.resolve("swaps")).map(text -> {
            var areas = new ArrayList<SwapArea>();
            text.lines().forEach(line -> {
                String[] fields = line.trim().split("\\s+", -1);
                boolean isArea = fields.length == 5 && fields[3].matches("\\d{1,15}") && fields[4].matches("-?\\d{1,6}");
                // A name with a blank in it is written with \040, and is not worth guessing.
                if (isArea && fields[0].startsWith("/") && !fields[0].contains("\\") && !fields[3].equals("0")) {
                    areas.add(new SwapArea(fields[0], Optional.of(fields[4]).filter(priority -> !priority.startsWith("-"))));
                }
            });
            return List.copyOf(areas);
        });
    }

    public Reading<Load> load() {
        Path file = proc.resolve("loadavg");
        return ProcFile.text(file).then(text -> ProcFile.text(proc.resolve("stat")).then(stat -> {
            int processors = (int) stat.lines().filter(line -> line.matches("cpu\\d+ .*")).count();
            String first = text.split(" ", 2)[0];
            return first.matches("\\d{1,9}\\.\\d\\d") && processors > 0
                    ? new Reading.Found<>(new Load(hundredths(first), processors))
                    : new Reading.Unreadable<>(file.toString(), "it is not written as proc_loadavg(5) says");
        }));
    }

    private static long hundredths(String number) {
        int point = number.indexOf('.');
        return HUNDRED * Long.parseLong(number.substring(0, point)) + Long.parseLong(number.substring(point + 1));
    }

    private static OptionalLong kilobytes(String text, String label) {
        return text.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).strip().split(" ", 2)[0])
                .filter(number -> number.matches("\\d{1,15}"))
                .mapToLong(number -> 1024 * Long.parseLong(number))
                .findFirst();
    }
}
