package holdfast.config;

import java.util.List;

/// One place where a file is no YAML.
///
/// @param at where it is told
/// @param from line from 0, in which the mistake began
/// @param to line from 0, in which the reading came to a halt
/// @param problem its name in the messages
/// @param isFinal nothing after it can be trusted
record Fault(Position at, int from, int to, String problem, List<Object> values, boolean isFinal) {
    static Fault at(Position at, String problem, Object... values) {
        return between(at, at, at, problem, values);
    }

    static Fault end(Position at, String problem, Object... values) {
        return new Fault(at, 0, 0, problem, List.of(values), true);
    }

    static Fault between(Position told, Position from, Position to, String problem, Object... values) {
        return new Fault(told, from.line() - 1, to.line() - 1, problem, List.of(values), false);
    }
}
