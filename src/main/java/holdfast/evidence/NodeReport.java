package holdfast.evidence;

import holdfast.evidence.Part.Look;
import holdfast.linux.MachineAccess;
import holdfast.linux.OwnThread;
import holdfast.linux.ProcessSight;
import holdfast.linux.ProcessStat;
import holdfast.model.Finding;
import holdfast.model.Reason;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// The diagnostic report that Node writes when it gets a signal, if and only if it was started with `--report-on-signal`. To any
/// other Node the same signal is death, so the command line (or `NODE_OPTIONS`) must ask for it *and* the kernel must show a handler.
///
/// The report appears in a directory of the service. It is read and deleted, since it holds the whole environment.
///
/// Source: Node.js documentation, "Diagnostic report".
final class NodeReport {
    private static final String ASKED_FOR = "--report-on-signal";

    /// What has it written elsewhere, by another name or at another signal.
    private static final List<String> MOVING = List.of("--report-signal", "--report-dir", "--report-filename", "--diagnostic-dir");

    private static final int USR2 = 12;
    private static final long PATIENCE_NANOS = 1_500_000_000L;
    private static final long LOOK_NANOS = 20_000_000L;

    /// Nanoseconds for which a report that is late is waited for to be deleted, and between two looks.
    private static final long LATE_NANOS = 600_000_000_000L;

    private static final long LATE_LOOK_NANOS = 500_000_000L;
    private static final int BYTES_MAX = 1024 * 1024;

    private final MachineAccess machine;
    private final ProcessSight sight;

    NodeReport(MachineAccess machine) {
        this.machine = machine;
        this.sight = new ProcessSight(machine.table());
    }

    Look take(ProcessStat stat) throws IOException {
        List<String> argv = machine.table().commandLine(stat.pid()).found().orElse(List.of());
        List<String> options = machine.table().environment(stat.pid()).found().orElse(List.of()).stream()
                .filter(variable -> variable.startsWith("NODE_OPTIONS="))
                .flatMap(variable -> List.of(variable.substring("NODE_OPTIONS=".length()).split(" ", -1)).stream())
                .toList();
        boolean isWanted = argv.contains(ASKED_FOR) || options.contains(ASKED_FOR);
        boolean isMoved = MOVING.stream().anyMatch(option -> holds(argv, options, option));
        if (!isWanted || isMoved || !sight.catches(stat.pid(), USR2)) {
            return Look.of("", new Finding.Unseen(Reason.of("evidence.stacks-node", stat.pid())));
        }
        Optional<Path> directory = machine.table().directory(stat.pid()).found();
        if (directory.isEmpty()) {
            return Look.of("", new Finding.Unseen(Reason.of("evidence.stacks-refused", stat.pid())));
        }
        Instant asked = Instant.now();
        var _ = machine.door().signal(stat.key(), USR2);
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
            Optional<Path> report = find(directory.get(), stat.pid(), asked);
            if (report.isPresent()) {
                String text = Tail.bytes(report.get(), BYTES_MAX);
                Files.deleteIfExists(report.get());
                return Look.of(stat.pid() + " " + stat.name() + "\n" + text);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        deleteLater(directory.get(), stat, asked);
        return Look.of("", new Finding.Unseen(Reason.of("evidence.stacks-late", stat.pid())));
    }

    private static boolean holds(List<String> argv, List<String> options, String begin) {
        return argv.stream().anyMatch(each -> each.startsWith(begin)) || options.stream().anyMatch(each -> each.startsWith(begin));
    }

    /// It was asked, and may write its report at any time until it ends; nobody else would take that away.
    private void deleteLater(Path directory, ProcessStat stat, Instant asked) {
        var _ = Thread.ofPlatform().daemon().name("holdfast-look-report").start(() -> {
            boolean _ = OwnThread.letOthersGoFirst();
            long deadline = System.nanoTime() + LATE_NANOS;
            boolean lives = true;
            boolean isThere = false;
            while (lives && !isThere && System.nanoTime() < deadline) {
                LockSupport.parkNanos(LATE_LOOK_NANOS);
                lives = machine.table().stat(stat.key()).found().filter(now -> !now.hasEnded()).isPresent();
                isThere = delete(directory, stat.pid(), asked, !lives);
            }
        });
    }

    /// @param isOver half a report is all that will be there
    private static boolean delete(Path directory, long pid, Instant asked, boolean isOver) {
        try {
            Optional<Path> report = isOver ? written(directory, pid, asked).stream().findFirst() : find(directory, pid, asked);
            return report.isPresent() && Files.deleteIfExists(report.get());
        } catch (IOException gone) {
            // The directory is not to be read now: it is looked at again for as long as the process lives.
            return false;
        }
    }

    /// A complete report of this process, written since it was asked.
    private static Optional<Path> find(Path directory, long pid, Instant asked) throws IOException {
        for (Path report : written(directory, pid, asked)) {
            if (Tail.bytes(report, BYTES_MAX).stripTrailing().endsWith("}")) {
                return Optional.of(report);
            }
        }
        return Optional.empty();
    }

    private static List<Path> written(Path directory, long pid, Instant asked) throws IOException {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(directory, "report.*." + pid + ".*.json")) {
            for (Path report : reports) {
                boolean isNew = Files.isRegularFile(report, LinkOption.NOFOLLOW_LINKS)
                        && Files.getLastModifiedTime(report, LinkOption.NOFOLLOW_LINKS)
                                .toInstant()
                                .isAfter(asked.minusSeconds(1));
                if (isNew) {
                    found.add(report);
                }
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        return found;
    }
}
