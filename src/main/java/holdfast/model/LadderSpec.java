package holdfast.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// By what measures a service is recovered, and with how much freedom.
///
/// @param rungs the measures allowed, in the order in which they are taken, each once; at least one is a restart, since what is down
///     must be started
/// @param own what the service's own measures among them run
/// @param clear cache directories that a clean restart empties; paths relative to the service's directory
/// @param repair the service's own repair command, tried before any restart
/// @param backups of its SQLite database, as glob patterns; none = a damaged database is never replaced
/// @param reclaim cache directories that may be emptied when the disk is full; absolute paths
/// @param packageCaches the package manager's cache may be emptied when the disk is full
/// @param dropSwap swap may be moved back into memory when memory is short
public record LadderSpec(
        Mode mode,
        List<Rung> rungs,
        Map<Rung.Own, CommandLine> own,
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
            Map.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            false,
            false);

    /// Without measures of its own.
    public LadderSpec(
            Mode mode,
            List<Rung> rungs,
            List<String> clear,
            Optional<CommandLine> repair,
            List<String> backups,
            List<String> reclaim,
            boolean packageCaches,
            boolean dropSwap) {
        this(mode, rungs, Map.of(), clear, repair, backups, reclaim, packageCaches, dropSwap);
    }

    public LadderSpec {
        if (rungs.stream().noneMatch(Rung::isRestart)) {
            throw new IllegalArgumentException("a ladder needs a restart of some kind");
        }
        Set<Rung> named = rungs.stream().filter(Rung.Own.class::isInstance).collect(Collectors.toSet());
        if (!named.equals(own.keySet()) || Set.copyOf(rungs).size() < rungs.size()) {
            throw new IllegalArgumentException("each measure stands in a ladder once, and each own one has its command");
        }
        rungs = List.copyOf(rungs);
        own = Map.copyOf(own);
        clear = List.copyOf(clear);
        backups = List.copyOf(backups);
        reclaim = List.copyOf(reclaim);
    }

    public boolean has(Rung rung) {
        return rungs.contains(rung);
    }
}
