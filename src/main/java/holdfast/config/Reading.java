package holdfast.config;

import java.util.List;

/// What came of reading a configuration.
public sealed interface Reading {
    /// Valid in every part.
    record Loaded(Configuration configuration) implements Reading {}

    /// Nothing of it is used. The problems are all there are, in the order of their positions; at least one.
    record Refused(List<Problem> problems) implements Reading {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
