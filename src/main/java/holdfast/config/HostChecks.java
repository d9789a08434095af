package holdfast.config;

import holdfast.config.CheckReader.Asked;
import holdfast.model.Question;
import holdfast.model.Question.Amount;
import java.nio.file.Path;
import java.util.Optional;

/// Reads the checks of the machine: `disk`, `memory`, `swap`, `load`.
final class HostChecks {
    private HostChecks() {}

    static Optional<Asked> disk(Field field, Path directory) {
        return field.section(Keys.DISK).flatMap(section -> {
            Optional<Path> path = FileChecks.path(section, "path", directory);
            Optional<Amount> free = section.field("free").flatMap(at -> at.parsed("at-least", Comparison::atLeast));
            Optional<Integer> inodes = section.field("inodes").flatMap(at -> at.parsed("share-at-least", Comparison::leastShare));
            if (!section.has("free") && !section.has("inodes")) {
                section.problem("check.needs", "disk", "free");
            }
            String shown = section.has("path") ? path.map(Path::toString).orElse("") : "/";
            return free.isEmpty() && inodes.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Asked(new Question.Disk(shown, free, inodes), "disk:" + shown));
        });
    }

    static Optional<Asked> memory(Field field) {
        return field.section(Keys.MEMORY)
                .flatMap(section -> FileChecks.needed(section, "available"))
                .flatMap(at -> at.parsed("at-least", Comparison::atLeast))
                .map(amount -> new Asked(new Question.Memory(amount), "memory"));
    }

    static Optional<Asked> swap(Field field) {
        return field.section(Keys.SWAP)
                .flatMap(section -> FileChecks.needed(section, "used"))
                .flatMap(at -> at.parsed("at-most", Comparison::atMost))
                .map(amount -> new Asked(new Question.Swap(amount), "swap"));
    }

    static Optional<Asked> load(Field field) {
        return field.section(Keys.LOAD)
                .flatMap(section -> FileChecks.needed(section, "per_cpu"))
                .flatMap(at -> at.parsed("load", Comparison::mostHundredths))
                .map(hundredths -> new Asked(new Question.Load(hundredths), "load"));
    }
}
