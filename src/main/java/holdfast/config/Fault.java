package holdfast.config;

import java.util.List;

/// One place where a file is no YAML.
///
/// @param at where it is told
/// @param from line from 0, in which the mistake began
/// @param to line from 0, in which the reading came to a halt
/// @param problem its name in the messages
record Fault(Position at, int from, int to, String problem, List<Object> values, Spoils spoils) {
    /// What of the file cannot be read because of it.
    enum Spoils {
        /// The entry around it.
        ENTRY,
        /// The entry around it, and everything below.
        REST,
        FILE
    }

    static Fault at(Position at, String problem, Object... values) {
        return between(at, at, at, problem, values);
    }

    static Fault rest(Position at, String problem, Object... values) {
        return new Fault(at, at.line() - 1, at.line() - 1, problem, List.of(values), Spoils.REST);
    }

    static Fault file(Position at, String problem, Object... values) {
        return new Fault(at, 0, 0, problem, List.of(values), Spoils.FILE);
    }

    static Fault between(Position told, Position from, Position to, String problem, Object... values) {
        return new Fault(told, from.line() - 1, to.line() - 1, problem, List.of(values), Spoils.ENTRY);
    }

    /// The same mistake, made by a quote in another place.
    Fault ofQuote(Position opened) {
        return new Fault(opened, opened.line() - 1, to, "yaml.quote.late", List.of(to + 1), Spoils.ENTRY);
    }
}
