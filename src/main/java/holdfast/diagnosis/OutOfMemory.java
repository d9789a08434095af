package holdfast.diagnosis;

import holdfast.model.Diagnosis;
import holdfast.model.Diagnosis.Advice;
import holdfast.model.Diagnosis.Blame;
import holdfast.model.Finding;
import holdfast.model.Finding.Hint;
import holdfast.model.Reason;
import java.util.Optional;

/// Memory ran out: for the kernel, or for the program within its own bounds. What is gone is simply started again: nothing gives
/// memory back better than an end.
final class OutOfMemory {
    private OutOfMemory() {}

    /// The kernel kills with signal 9 and leaves no word in the output.
    static Optional<Diagnosis> killed(Signs signs) {
        Optional<Integer> kills = signs.found(Finding.OutOfMemoryKill.class)
                .map(Finding.OutOfMemoryKill::kills)
                .filter(count -> count > 0);
        boolean isKilled = signs.end().filter(End::mayBeKilled).isPresent();
        if (kills.isPresent() && !isOtherwiseExplained(signs)) {
            Reason reason = Reason.of("diagnosis.memory.killed", kills.get());
            return mended(isKilled ? Cause.certain(Blame.OUT_OF_MEMORY, reason) : Cause.likely(Blame.OUT_OF_MEMORY, reason), signs);
        }
        boolean isSignalled = isKilled && signs.end().flatMap(End::signal).isPresent();
        return isSignalled
                ? signs.found(Finding.Memory.class).filter(MemoryShort::isShort).flatMap(memory -> mended(
                        Cause.likely(
                                Blame.OUT_OF_MEMORY,
                                Reason.of("diagnosis.memory.killed-while-short", Size.of(memory.availableBytes()))),
                        signs))
                : Optional.empty();
    }

    /// The program itself says so: its heap is at its limit.
    static Optional<Diagnosis> said(Signs signs) {
        return isOtherwiseExplained(signs)
                ? Optional.empty()
                : signs.said(Hint.NO_MEMORY).flatMap(line -> mended(
                        Cause.likely(Blame.OUT_OF_MEMORY, Reason.of("diagnosis.memory.heap"), Signs.quoted(line)), signs));
    }

    private static boolean isOtherwiseExplained(Signs signs) {
        return signs.end().filter(End::isFault).isPresent() || signs.startFailure().isPresent();
    }

    private static Optional<Diagnosis> mended(Cause cause, Signs signs) {
        return Optional.of(signs.isAlive() ? cause.mended(signs.ownRepair(), Advice.RESTART) : cause.restart());
    }
}
