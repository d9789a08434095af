package holdfast.config;

import java.nio.file.Path;
import java.util.List;

/// What came of looking for a configuration file.
public sealed interface Search {
    /// A file somebody named, whether it exists or not, or the first of the usual places where there is one.
    record Found(Path file) implements Search {}

    /// Nobody named a file, and none of the usual places has one.
    record Nowhere(List<Path> looked) implements Search {
        public Nowhere {
            looked = List.copyOf(looked);
        }
    }
}
