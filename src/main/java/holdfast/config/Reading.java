package holdfast.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// What came of reading a configuration.
public sealed interface Reading {
    /// Valid in every part.
    record Loaded(Configuration configuration) implements Reading {}

    /// Nothing of it is used. The problems are all there are, in the order of their positions; at least one.
    ///
    /// @param files that were looked into: a change of any of them may mend it
    record Refused(List<Problem> problems, Set<Path> files) implements Reading {
        public Refused {
            problems = List.copyOf(problems);
            files = Set.copyOf(files);
        }
    }

    /// Absolute paths of all files whose content matters to it, those included that are not there.
    default Set<Path> files() {
        return switch (this) {
            case Loaded(Configuration configuration) -> configuration.files();
            case Refused(List<Problem> _, Set<Path> files) -> files;
        };
    }
}
