package holdfast.probe;

import holdfast.linux.Errno;
import holdfast.linux.FileSystemRoom;
import holdfast.linux.HostFigures;
import holdfast.linux.Reading;
import holdfast.linux.SysResult;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Question.Amount;
import holdfast.model.Reason;
import java.util.List;
import java.util.Optional;

/// Asks how this machine fares: room on its disks, memory, swap, load.
///
/// Threading: any.
final class HostProbe {
    private static final int HUNDRED = 100;

    private final HostFigures figures;

    HostProbe(HostFigures figures) {
        this.figures = figures;
    }

    /// What was measured, and the sentence that says so.
    private record Good(String value, Reason reason) {}

    /// Does one of the four.
    private interface Look {
        Good look() throws ProbeFailure;
    }

    ProbeResult disk(Question.Disk question, Deadline deadline) {
        return result(() -> disk(question), deadline);
    }

    ProbeResult memory(Question.Memory question, Deadline deadline) {
        return result(() -> memory(question), deadline);
    }

    ProbeResult swap(Question.Swap question, Deadline deadline) {
        return result(() -> swap(question), deadline);
    }

    ProbeResult load(Question.Load question, Deadline deadline) {
        return result(() -> load(question), deadline);
    }

    private static ProbeResult result(Look look, Deadline deadline) {
        try {
            Good good = look.look();
            return new ProbeResult(
                    Outcome.PASS, good.reason(), Optional.of(good.value()), List.of(), deadline.elapsedNanos());
        } catch (ProbeFailure e) {
            return ProbeResult.of(e.outcome(), e.reason(), deadline.elapsedNanos());
        }
    }

    private static Good disk(Question.Disk question) throws ProbeFailure {
        FileSystemRoom room = room(question.path());
        String free = share(room.freeBytes(), room.totalBytes());
        String size = Amounts.size(room.freeBytes());
        if (question.free().isPresent() && room.freeBytes() < bytes(question.free().get(), room.totalBytes())) {
            throw ProbeFailure.fail("probe.disk.full", question.path(), size, free, shown(question.free().get()));
        }
        // A file system that makes room for inodes as it goes has no share of them.
        if (question.inodesPercent().isPresent() && room.totalInodes() > 0) {
            int least = question.inodesPercent().get();
            if (room.freeInodes() < portion(room.totalInodes(), least)) {
                String left = share(room.freeInodes(), room.totalInodes());
                throw ProbeFailure.fail("probe.disk.inodes", question.path(), room.freeInodes(), left, least + "%");
            }
        }
        return new Good(free, Reason.of("probe.disk.pass", question.path(), size, free));
    }

    private static FileSystemRoom room(String path) throws ProbeFailure {
        return switch (FileSystemRoom.of(path)) {
            case SysResult.Ok<FileSystemRoom>(FileSystemRoom room) -> room;
            case SysResult.Failed<FileSystemRoom> failed when failed.errno() == Errno.ENOENT ->
                throw ProbeFailure.fail("probe.disk.missing", path);
            case SysResult.Failed<FileSystemRoom>(int errno, String call, String _) ->
                throw ProbeFailure.error("probe.disk.unreadable", path, call, errno);
        };
    }

    private Good memory(Question.Memory question) throws ProbeFailure {
        HostFigures.Memory memory = read(figures.memory());
        String size = Amounts.size(memory.available());
        String share = share(memory.available(), memory.total());
        if (memory.available() < bytes(question.available(), memory.total())) {
            throw ProbeFailure.fail("probe.memory.low", size, share, shown(question.available()));
        }
        return new Good(size, Reason.of("probe.memory.pass", size, share));
    }

    private Good swap(Question.Swap question) throws ProbeFailure {
        HostFigures.Memory memory = read(figures.memory());
        long used = memory.swapTotal() - memory.swapFree();
        String size = Amounts.size(used);
        String share = share(used, memory.swapTotal());
        if (used > bytes(question.used(), memory.swapTotal())) {
            throw ProbeFailure.fail("probe.swap.full", size, share, shown(question.used()));
        }
        return memory.swapTotal() == 0
                ? new Good(size, Reason.of("probe.swap.none"))
                : new Good(size, Reason.of("probe.swap.pass", size, share));
    }

    private Good load(Question.Load question) throws ProbeFailure {
        HostFigures.Load load = read(figures.load());
        String each = hundredths(load.hundredths() / load.processors());
        if (load.hundredths() > (long) question.perCpuHundredthsMax() * load.processors()) {
            String most = hundredths(question.perCpuHundredthsMax());
            throw ProbeFailure.fail("probe.load.high", hundredths(load.hundredths()), load.processors(), each, most);
        }
        return new Good(each, Reason.of("probe.load.pass", hundredths(load.hundredths()), load.processors(), each));
    }

    private static <T> T read(Reading<T> reading) throws ProbeFailure {
        return switch (reading) {
            case Reading.Found<T>(T value) -> value;
            case Reading.Gone<T> _ -> throw ProbeFailure.error("probe.host.unreadable", "/proc", "ENOENT");
            case Reading.Unreadable<T>(String subject, String cause) ->
                throw ProbeFailure.error("probe.host.unreadable", subject, cause);
        };
    }

    private static long bytes(Amount amount, long total) {
        return switch (amount) {
            case Amount.Bytes(long bytes) -> bytes;
            case Amount.Percent(int percent) -> portion(total, percent);
        };
    }

    /// In this order: a total of 16 EB, times 100, would not fit.
    private static long portion(long total, int percent) {
        return total / HUNDRED * percent + total % HUNDRED * percent / HUNDRED;
    }

    /// As it was configured.
    private static String shown(Amount amount) {
        return switch (amount) {
            case Amount.Bytes(long bytes) -> Amounts.size(bytes);
            case Amount.Percent(int percent) -> percent + "%";
        };
    }

    private static String share(long part, long total) {
        return total <= 0 ? "0%" : Math.floorDiv(part, Math.max(1, total / HUNDRED)) + "%";
    }

    private static String hundredths(long value) {
        long rest = value % HUNDRED;
        return value / HUNDRED + "." + (rest < 10 ? "0" : "") + rest;
    }
}
