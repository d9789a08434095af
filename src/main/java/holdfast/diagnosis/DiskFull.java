package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Finding;
import holdfast.model.Finding.Hint;
import holdfast.model.LadderSpec;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import java.util.List;
import java.util.Optional;

/// No room to write: bytes or inodes. A restart makes none.
final class DiskFull {
    /// Less free than this is full: PostgreSQL stops when the next segment of its write-ahead log, 16 MB by default
    /// (wal_segment_size), does not fit, and most programs need less.
    static final long FULL_BYTES = 16L * 1024 * 1024;

    /// Percent of free inodes below which they are what a program ran out of, when it says that it ran out of room.
    private static final int FEW_INODES_PERCENT = 2;

    /// With more than this free it was no want of room: what a program writes at once is smaller.
    private static final long ROOM_BYTES = 1024L * 1024;

    private DiskFull() {}

    static Optional<Diagnosis> checked(Signs signs) {
        return signs.decisive("probe.disk.full", "probe.disk.inodes")
                .map(answer -> mended(Cause.certain(blame(answer), told(answer), answer.reason()), signs));
    }

    static Optional<Diagnosis> found(Signs signs) {
        Optional<String> line = signs.said(Hint.NO_SPACE);
        List<Finding.Disk> disks = signs.all(Finding.Disk.class);
        Optional<Finding.Disk> crowded = disks.stream().filter(DiskFull::isOutOfInodes).findFirst();
        if (line.isPresent() && crowded.isPresent()) {
            Reason reason = Reason.of("diagnosis.disk.inodes", crowded.get().path(), crowded.get().freeInodesPercent());
            return Optional.of(mended(Cause.certain(Blame.INODES_FULL, reason, Signs.quoted(line.get())), signs));
        }
        Optional<Finding.Disk> full =
                disks.stream().filter(disk -> disk.freeBytes() < FULL_BYTES).findFirst();
        if (full.isEmpty()) {
            return line.map(words -> said(words, disks, signs));
        }
        Reason reason = Reason.of("diagnosis.disk.full", full.get().path(), Size.of(full.get().freeBytes()));
        return Optional.of(mended(
                line.map(words -> Cause.certain(Blame.DISK_FULL, reason, Signs.quoted(words)))
                        .orElseGet(() -> Cause.likely(Blame.DISK_FULL, reason)),
                signs));
    }

    private static boolean isOutOfInodes(Finding.Disk disk) {
        return disk.freeInodesPercent() < FEW_INODES_PERCENT && disk.freeBytes() >= ROOM_BYTES;
    }

    private static Diagnosis said(String line, List<Finding.Disk> disks, Signs signs) {
        // A check that is only a warning says which disk the program means.
        Optional<Diagnosis> warned = warned(signs, line);
        if (warned.isPresent()) {
            return warned.get();
        }
        Cause cause = Cause.likely(Blame.DISK_FULL, Reason.of("diagnosis.disk.said"), Signs.quoted(line));
        // There is room where it works: it was freed meanwhile, or the full disk is another one.
        return disks.isEmpty() ? mended(cause, signs) : cause.mended(reclaim(signs), Advice.RESTART);
    }

    private static Optional<Diagnosis> warned(Signs signs, String line) {
        return signs.answer("probe.disk.full", "probe.disk.inodes")
                .map(answer -> mended(Cause.certain(blame(answer), told(answer), Signs.quoted(line), answer.reason()), signs));
    }

    private static Blame blame(Answer answer) {
        return answer.says("probe.disk.inodes") ? Blame.INODES_FULL : Blame.DISK_FULL;
    }

    private static Reason told(Answer answer) {
        String key = answer.says("probe.disk.inodes") ? "diagnosis.disk.few-inodes" : "diagnosis.disk.little";
        return Reason.of(key, answer.value(0), answer.value(1), answer.value(2), answer.value(3));
    }

    private static Diagnosis mended(Cause cause, Signs signs) {
        return cause.mended(reclaim(signs), Advice.PERSON);
    }

    private static Optional<Remedy> reclaim(Signs signs) {
        LadderSpec ladder = signs.ladder();
        return ladder.reclaim().isEmpty() && !ladder.packageCaches()
                ? Optional.empty()
                : signs.permitted(new Remedy.ReclaimDisk(ladder.reclaim(), ladder.packageCaches()));
    }
}
