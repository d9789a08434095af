package holdfast.config;

import holdfast.model.CommandLine;
import holdfast.model.LadderSpec;
import holdfast.model.Rung;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// By what measures to recover, as far as one level of the file says.
record Measures(
        Optional<LadderSpec.Mode> mode,
        Optional<LadderReader.Read> ladder,
        Optional<List<String>> clear,
        Optional<List<String>> backups,
        Optional<List<String>> reclaim,
        Optional<Boolean> packageCaches,
        Optional<Boolean> dropSwap) {
    static final Measures NONE = new Measures(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /// What this level does not say, `base` says.
    Measures withoutClear() {
        return new Measures(mode, ladder, Optional.empty(), backups, reclaim, packageCaches, dropSwap);
    }

    Measures over(Measures base) {
        return new Measures(
                mode.or(base::mode),
                ladder.or(base::ladder),
                clear.or(base::clear),
                backups.or(base::backups),
                reclaim.or(base::reclaim),
                packageCaches.or(base::packageCaches),
                dropSwap.or(base::dropSwap));
    }

    /// @param as whom and where the commands run
    LadderSpec spec(Optional<CommandLine> repair, RunsAs as) {
        LadderSpec standard = LadderSpec.DEFAULT;
        var own = new HashMap<Rung.Own, CommandLine>();
        ladder.ifPresent(read -> read.own().forEach((rung, command) -> own.put(rung, as.command(command.argv(), command.withinNanos()))));
        return new LadderSpec(
                mode.orElse(standard.mode()),
                ladder.map(LadderReader.Read::rungs).orElse(standard.rungs()),
                own,
                clear.orElse(standard.clear()),
                repair,
                backups.orElse(standard.backups()),
                reclaim.orElse(standard.reclaim()),
                packageCaches.orElse(standard.packageCaches()),
                dropSwap.orElse(standard.dropSwap()));
    }
}
