package holdfast.evidence;

import holdfast.model.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// One part of a close look. It runs on a thread of its own that can be spared, and is interrupted when it takes too long.
interface Part {
    /// Name of the file that its text is kept in.
    String name();

    long withinNanos();

    /// It is worth asking again and again: it costs little, and shows whether a cause has passed.
    default boolean isBrief() {
        return false;
    }

    /// @param scratch a private directory for what programs that it runs write; absent when there is no room for that, neither on the disk nor in memory
    Look look(Subject subject, Optional<Path> scratch) throws IOException, InterruptedException;

    /// What a part came to.
    ///
    /// @param text as it was found, secrets and all; empty = nothing to keep
    record Look(String text, List<Finding> findings) {
        public Look {
            findings = List.copyOf(findings);
        }

        static Look of(String text, Finding... findings) {
            return new Look(text, List.of(findings));
        }
    }
}
