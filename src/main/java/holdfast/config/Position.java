package holdfast.config;

import org.snakeyaml.engine.v2.nodes.Node;

/// A place in a file; line and column count from 1, and 0 means the file as a whole.
record Position(String file, int line, int column) {
    static Position whole(String file) {
        return new Position(file, 0, 0);
    }

    static Position of(String file, Node node) {
        return node.getStartMark()
                .map(mark -> new Position(file, mark.getLine() + 1, mark.getColumn() + 1))
                .orElseGet(() -> whole(file));
    }
}
