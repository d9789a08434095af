package holdfast.evidence;

import holdfast.linux.FileSystemRoom;
import holdfast.linux.HostFigures;
import holdfast.linux.MachineAccess;
import holdfast.linux.PressureFigures;
import holdfast.linux.ProcessSight;
import holdfast.linux.ProcessTable;
import holdfast.linux.Reading;
import holdfast.linux.SysResult;
import holdfast.model.Finding;
import holdfast.model.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// How the machine fares: memory, disk, and how long tasks wait for both and for a processor.
final class HostPart implements Part {
    private static final long WITHIN_NANOS = 1_000_000_000L;
    private static final long HUNDRED = 100;
    private static final List<String> FILES =
            List.of("uptime", "loadavg", "pressure/cpu", "pressure/memory", "pressure/io", "meminfo", "swaps");

    private final ProcessTable table;
    private final ProcessSight sight;

    HostPart(MachineAccess machine) {
        this.table = machine.table();
        this.sight = new ProcessSight(machine.table());
    }

    @Override
    public String name() {
        return "host.txt";
    }

    @Override
    public boolean isBrief() {
        return true;
    }

    @Override
    public long withinNanos() {
        return WITHIN_NANOS;
    }

    @Override
    public Look look(Subject subject, Optional<Path> scratch) {
        var findings = new ArrayList<Finding>();
        var text = new StringBuilder();
        var seen = new LinkedHashSet<FileSystemRoom>();
        for (String path : paths(subject)) {
            switch (FileSystemRoom.of(path)) {
                case SysResult.Ok<FileSystemRoom>(FileSystemRoom room) when seen.add(room) -> {
                    findings.add(disk(path, room));
                    text.append(path).append(' ').append(room).append('\n');
                }
                case SysResult.Ok<FileSystemRoom> _ -> {} // the same file system as the one before
                case SysResult.Failed<FileSystemRoom>(int errno, String call, String _) ->
                    findings.add(new Finding.Unseen(Reason.of("evidence.disk-unseen", path, call, errno)));
            }
        }
        switch (new HostFigures().memory()) {
            case Reading.Found<HostFigures.Memory>(HostFigures.Memory memory) -> findings.add(new Finding.Memory(
                    memory.available(), memory.total(), memory.swapTotal() - memory.swapFree()));
            case Reading.Gone<HostFigures.Memory> _ ->
                findings.add(new Finding.Unseen(Reason.of("evidence.memory-unseen", "/proc/meminfo")));
            case Reading.Unreadable<HostFigures.Memory>(String file, String _) ->
                findings.add(new Finding.Unseen(Reason.of("evidence.memory-unseen", file)));
        }
        // A kernel that keeps no account of pressure is no trouble, and not worth a word.
        PressureFigures.read().found().ifPresent(pressure ->
                findings.add(new Finding.Pressure(pressure.cpu(), pressure.memory(), pressure.io())));
        FILES.forEach(file -> sight.ofMachine(file)
                .found()
                .ifPresent(content -> text.append("\n/proc/").append(file).append('\n').append(content)));
        return new Look(text.toString(), findings);
    }

    private static Finding disk(String path, FileSystemRoom room) {
        int free = room.totalBytes() == 0 ? (int) HUNDRED : (int) (room.freeBytes() * HUNDRED / room.totalBytes());
        int inodes = room.totalInodes() == 0 ? (int) HUNDRED : (int) (room.freeInodes() * HUNDRED / room.totalInodes());
        return new Finding.Disk(path, room.freeBytes(), free, inodes);
    }

    /// Where the service works and keeps things. Of one that its backend runs the configuration does not say where it works.
    private List<String> paths(Subject subject) {
        var paths = new LinkedHashSet<>(subject.service().places());
        subject.main()
                .filter(main -> subject.service().isKeptElsewhere() && sight.sharesNamespace(main.pid(), "mnt"))
                .flatMap(main -> table.directory(main.pid()).found())
                .ifPresent(directory -> paths.add(directory.toString()));
        return List.copyOf(paths);
    }
}
