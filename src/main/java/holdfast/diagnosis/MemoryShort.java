package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Finding;
import holdfast.model.Reason;
import holdfast.model.Remedy;
import java.util.Optional;

/// Too little memory: the service takes more than it may, or the host has none left.
final class MemoryShort {
    /// The kubelet begins to evict below 100 MiB (memory.available<100Mi), earlyoom to kill below a tenth; of the two, the lower.
    private static final long SHORT_BYTES = 100L * 1024 * 1024;

    private static final long SHORT_PART = 10;

    /// Percent of the last 10 s in which nothing could go on for want of memory: half a second. Little memory alone is how a
    /// small host looks every day.
    private static final int FELT_PERCENT = 5;

    private MemoryShort() {}

    static boolean isShort(Finding.Memory memory) {
        return memory.availableBytes() < Math.min(SHORT_BYTES, memory.totalBytes() / SHORT_PART);
    }

    /// Its processes together are over the limit of their own check: a restart is what gives the memory back.
    static Optional<Diagnosis> own(Signs signs) {
        return signs.answer("probe.process.memory").map(answer -> Cause.certain(
                        Blame.MEMORY_SHORT,
                        Reason.of("diagnosis.memory.own", answer.value(0), answer.value(1), answer.value(2)),
                        answer.reason())
                .mended(signs.ownRepair(), Advice.RESTART));
    }

    static Optional<Diagnosis> checked(Signs signs) {
        return signs.decisive("probe.memory.low", "probe.swap.full").map(answer -> {
            boolean isSwap = answer.says("probe.swap.full");
            Reason reason = isSwap
                    ? Reason.of("diagnosis.memory.swap", answer.value(0), answer.value(1), answer.value(2))
                    : Reason.of("diagnosis.memory.host", answer.value(0), answer.value(2));
            return mended(Cause.certain(Blame.MEMORY_SHORT, reason, answer.reason()), isSwap, signs);
        });
    }

    static Optional<Diagnosis> found(Signs signs) {
        boolean isFelt = signs.found(Finding.Pressure.class)
                .map(pressure -> pressure.memory() >= FELT_PERCENT)
                .orElse(true);
        return signs.found(Finding.Memory.class).filter(memory -> isFelt && isShort(memory)).map(memory -> {
            Reason reason = Reason.of(
                    "diagnosis.memory.little", Size.of(memory.availableBytes()), Size.of(memory.totalBytes()));
            return mended(Cause.likely(Blame.MEMORY_SHORT, reason), false, signs);
        });
    }

    private static Diagnosis mended(Cause cause, boolean isSwapUsed, Signs signs) {
        boolean hasSwapped = isSwapUsed
                || signs.found(Finding.Memory.class).filter(memory -> memory.swapUsedBytes() > 0).isPresent();
        Optional<Remedy> remedy =
                signs.ladder().dropSwap() && hasSwapped ? signs.permitted(new Remedy.DropSwap()) : Optional.empty();
        return cause.mended(remedy, Advice.WAIT);
    }
}
