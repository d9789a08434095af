package holdfast.recovery;

import holdfast.model.Diagnosis.Blame;
import holdfast.model.Finding;
import holdfast.model.RecoverPolicy;
import java.util.List;
import java.util.Optional;

/// A service that was given up for now.
///
/// @param untilNanos when it is tried once more; `Long.MAX_VALUE` = only a person, or a dependency that comes back, can tell
/// @param delayNanos the wait that led there; the next is twice as long
/// @param hopeless the cause, if it is one that no start can mend
/// @param tried that one try has been made, and is not proven yet
public record Parking(long untilNanos, long delayNanos, Optional<Blame> hopeless, boolean tried) {
    /// The first wait, or the next one: doubling up to the policy's maximum.
    public static long nextDelay(Optional<Parking> earlier, RecoverPolicy policy) {
        if (policy.cooldownNanos() == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        return earlier.map(parking -> Math.min(
                        Math.max(policy.cooldownNanosMax(), policy.cooldownNanos()),
                        parking.delayNanos() >= Long.MAX_VALUE / 2 ? Long.MAX_VALUE : parking.delayNanos() * 2))
                .orElse(policy.cooldownNanos());
    }

    public static Parking until(long nowNanos, long delayNanos, Optional<Blame> hopeless) {
        long until = delayNanos >= Long.MAX_VALUE - nowNanos ? Long.MAX_VALUE : nowNanos + delayNanos;
        return new Parking(until, delayNanos, hopeless, false);
    }

    public Parking tryMade() {
        return new Parking(untilNanos, delayNanos, hopeless, true);
    }

    /// The end of its cause shows from outside, so it is worth looking for: somebody may bring it about without a word.
    public boolean isWorthALook() {
        return !tried && hopeless.filter(Parking::shows).isPresent();
    }

    private static boolean shows(Blame blame) {
        return switch (blame) {
            case PORT_HELD_BY_STRANGER, DISK_FULL, INODES_FULL, HOST_STARVED -> true;
            case CRASHED, OUT_OF_MEMORY, HUNG, FROZEN, PORT_HELD_BY_STRAY, DEPENDENCY_DOWN, PROXY_BROKEN -> false;
            case WRONG_PERMISSIONS, MEMORY_SHORT, SETTING_MISSING, SETTING_INVALID, DATABASE_DAMAGED -> false;
            case CERTIFICATE_EXPIRED, SLOW, WRONG_ANSWER, CANNOT_START, UNKNOWN -> false;
        };
    }

    /// What speaks of its cause was seen at all; a look that saw nothing shows no end.
    public boolean isSeenIn(List<Finding> findings) {
        Class<? extends Finding> sign =
                switch (hopeless.orElse(Blame.UNKNOWN)) {
                    case PORT_HELD_BY_STRANGER -> Finding.PortFree.class;
                    case HOST_STARVED -> Finding.RoomToStart.class;
                    default -> Finding.Disk.class;
                };
        return isWorthALook() && findings.stream().anyMatch(sign::isInstance);
    }
}
