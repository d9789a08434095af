package holdfast.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/// The file being read: what its positions are called, what its relative paths are relative to, where its problems go.
record Source(String file, Path directory, Path home, Interpolation interpolation, Problems problems) {
    Position at(Node node) {
        return Position.of(file, node);
    }

    Source relativeTo(Path other) {
        return new Source(file, other, home, interpolation, problems);
    }

    /// Absolute; `~` and `~/…` stand for the home of the account Holdfast runs as. Empty when no path can look like that.
    Optional<Path> path(String text) {
        try {
            if (text.equals("~") || text.startsWith("~/")) {
                return Optional.of(home.resolve(text.substring(Math.min(2, text.length()))).normalize());
            }
            return Optional.of(directory.resolve(text).toAbsolutePath().normalize());
        } catch (InvalidPathException nul) {
            return Optional.empty();
        }
    }

    void problem(Position at, String name, Object... values) {
        problems.add(at, name, values);
    }
}
