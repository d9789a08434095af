package holdfast.repair;

import holdfast.linux.HostFigures;
import holdfast.linux.HostFigures.SwapArea;
import holdfast.linux.ProgramSearch;
import holdfast.linux.Reading;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.ServiceSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Moves what is swapped out back into memory: swapoff(8) and swapon(8) of each swap area, one after the other. Only when it fits
/// there with a fifth of the memory to spare; else the machine would be short of memory in earnest.
final class SwapDrop {
    private static final long SPARE_NUMERATOR = 4;
    private static final long SPARE_DENOMINATOR = 5;

    /// Seconds for all areas together. swapoff(8) that is interrupted leaves its area in use, as it was.
    private static final long WITHIN_SECONDS = 90;

    private static final long SWAPON_SECONDS = 10;

    private final Path proc;
    private final String path;

    SwapDrop() {
        this(Path.of("/proc"), "/usr/sbin:/sbin:/usr/bin:/bin");
    }

    /// @param proc where a proc file system is mounted
    /// @param path where swapoff and swapon are looked for
    SwapDrop(Path proc, String path) {
        this.proc = proc;
        this.path = path;
    }

    RemedyOutcome apply(ServiceSpec service) {
        if (!service.ladder().dropSwap()) {
            return Answers.failed("repair.swap.not-declared");
        }
        if (!(new HostFigures(proc).memory() instanceof Reading.Found<HostFigures.Memory>(HostFigures.Memory memory))) {
            return Answers.failed("repair.swap.unknown", proc.resolve("meminfo"));
        }
        long used = memory.swapTotal() - memory.swapFree();
        if (used <= 0) {
            return Answers.notNeeded("repair.swap.empty");
        }
        if (used > memory.available() / SPARE_DENOMINATOR * SPARE_NUMERATOR) {
            return Answers.failed("repair.swap.no-room", Amounts.bytes(used), Amounts.bytes(memory.available()));
        }
        try {
            return drop(used);
        } catch (IOException failure) {
            return Answers.failed("repair.swap.failed", "swapoff", failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answers.failed("repair.swap.failed", "swapoff", e);
        }
    }

    private RemedyOutcome drop(long used) throws IOException, InterruptedException {
        Optional<Path> swapoff = find("swapoff");
        Optional<Path> swapon = find("swapon");
        if (swapoff.isEmpty() || swapon.isEmpty()) {
            return Answers.failed("repair.swap.no-program");
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_SECONDS);
        for (SwapArea area : areas()) {
            long left = TimeUnit.NANOSECONDS.toSeconds(deadline - System.nanoTime());
            boolean isOff = run(List.of(swapoff.get().toString(), area.name()), Math.max(1, left));
            // Whether it went off or not: an area that is in use already is left as it is.
            var on = new ArrayList<>(List.of(swapon.get().toString()));
            area.priority().ifPresent(priority -> on.addAll(List.of("-p", priority)));
            on.add(area.name());
            boolean isOn = run(on, SWAPON_SECONDS);
            if (!isOff) {
                return Answers.failed("repair.swap.failed", "swapoff", area.name());
            }
            if (!isOn) {
                return Answers.failed("repair.swap.still-off", area.name());
            }
        }
        return Answers.applied("repair.swap.done", Amounts.bytes(used));
    }

    private List<SwapArea> areas() throws IOException {
        return switch (new HostFigures(proc).swapAreas()) {
            case Reading.Found<List<SwapArea>>(List<SwapArea> areas) -> areas;
            case Reading.Gone<List<SwapArea>> _ -> throw new IOException(proc.resolve("swaps") + " is not there");
            case Reading.Unreadable<List<SwapArea>>(String subject, String cause) -> throw new IOException(subject + ": " + cause);
        };
    }

    private Optional<Path> find(String program) {
        return ProgramSearch.find(program, Path.of("/"), path) instanceof ProgramSearch.Found(Path found)
                ? Optional.of(found)
                : Optional.empty();
    }

    private static boolean run(List<String> argv, long seconds) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            Process _ = process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }
}
