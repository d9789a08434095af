package holdfast.model;

import java.util.List;
import java.util.Optional;

/// By what measures a service is recovered, and with how much freedom.
///
/// @param rungs the measures allowed, cheapest first; at least one is more than a repair, since what is down must be started
/// @param clear cache directories that a clean restart empties; paths relative to the service's directory
/// @param repair the service's own repair command, tried before any restart
/// @param backups of its SQLite database, as glob patterns; none = a damaged database is never replaced
/// @param reclaim cache directories that may be emptied when the disk is full; absolute paths
/// @param packageCaches the package manager's cache may be emptied when the disk is full
/// @param dropSwap swap may be moved back into memory when memory is short
public record LadderSpec(
        Mode mode,
        List<Rung> rungs,
        List<String> clear,
        Optional<CommandLine> repair,
        List<String> backups,
        List<String> reclaim,
        boolean packageCaches,
        boolean dropSwap) {
    /// How much Holdfast may do by itself.
    public enum Mode {
        /// Nothing: it looks and tells.
        OBSERVE,
        /// It says what it would do, and does it once a person approves.
        PROPOSE,
        ACT
    }

    public static final LadderSpec DEFAULT = new LadderSpec(
            Mode.ACT,
            List.of(Rung.REPAIR, Rung.RESTART, Rung.CLEAN_RESTART),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            false,
            false);

    public LadderSpec {
        if (rungs.stream().allMatch(rung -> rung == Rung.REPAIR)) {
            throw new IllegalArgumentException("a ladder needs a restart of some kind");
        }
        rungs = List.copyOf(rungs);
        clear = List.copyOf(clear);
        backups = List.copyOf(backups);
        reclaim = List.copyOf(reclaim);
    }

    public boolean has(Rung rung) {
        return rungs.contains(rung);
    }
}
