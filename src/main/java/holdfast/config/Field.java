package holdfast.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// One value of the file. Every reading method answers empty after adding a problem: whoever asked goes on without the value,
/// so that the problems after it are found too.
///
/// A text that has variables in it counts as any kind of scalar, judged by what the variables make of it.
final class Field {
    /// Languages in which a bare number is a number without its unit.
    private static final Set<String> UNITS = Set.of("duration", "size");

    private final Source source;
    private final String name;
    private final Position keyAt;
    private final Node node;

    /// @param name the key, for messages
    Field(Source source, String name, Position keyAt, Node node) {
        this.source = source;
        this.name = name;
        this.keyAt = keyAt;
        this.node = node;
    }

    /// @param written what the file says, for messages: never the value of a variable
    /// @param isText written as text; numbers, `true` and `false` are not
    record Text(String written, String value, boolean isFromVariables, boolean isText) {}

    String name() {
        return name;
    }

    Position keyAt() {
        return keyAt;
    }

    Position at() {
        return source.at(node);
    }

    Source source() {
        return source;
    }

    void problem(String problem, Object... values) {
        source.problem(at(), problem, values);
    }

    /// Has a value; `key:` alone has none and is a problem.
    boolean isGiven() {
        if (node instanceof ScalarNode && node.getTag().equals(Tag.NULL)) {
            source.problem(keyAt, "value.none", name);
            return false;
        }
        return true;
    }

    /// Exactly this plain word, such as `true`.
    boolean is(String word) {
        return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.STR) && scalar.getValue().equals(word);
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    /// A mapping with this key, whatever its value.
    boolean hasKey(String key) {
        return node instanceof MappingNode mapping
                && mapping.getValue().stream()
                        .anyMatch(entry -> entry.getKeyNode() instanceof ScalarNode one && one.getValue().equals(key));
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    /// Text that is not empty.
    Optional<Text> text() {
        Optional<Text> text = anyText();
        if (text.isPresent() && text.get().value().isEmpty()) {
            problem("value.empty", name);
            return Optional.empty();
        }
        return text;
    }

    /// Text as it is written, its variables not yet filled in.
    Optional<String> line() {
        boolean isLine = node instanceof ScalarNode scalar
                && scalar.getTag().equals(Tag.STR)
                && !scalar.getValue().isEmpty()
                && scalar.getValue().indexOf('\0') < 0;
        return isLine ? Optional.of(((ScalarNode) node).getValue()) : text().map(Text::written);
    }

    /// Text, the empty one included.
    Optional<Text> anyText() {
        return scalar("text").flatMap(text -> {
            if (!text.isText()) {
                problem("value.quotes", name);
                return Optional.empty();
            }
            return Optional.of(text);
        });
    }

    /// Any scalar, as it is written.
    Optional<Text> scalar(String wanted) {
        if (!(node instanceof ScalarNode scalar)) {
            return wrongKind(wanted);
        }
        if (scalar.getValue().indexOf('\0') >= 0) {
            problem("value.nul", name);
            return Optional.empty();
        }
        return fill(scalar.getValue()).map(filled ->
                new Text(scalar.getValue(), filled.value(), filled.isFromVariables(), scalar.getTag().equals(Tag.STR)));
    }

    /// Puts variables into a part of this value.
    Optional<Interpolation.Filled.Text> fill(String written) {
        return switch (source.interpolation().fill(written)) {
            case Interpolation.Filled.Text text -> Optional.of(text);
            case Interpolation.Filled.Missing(String variable) -> {
                problem("variable.missing", variable, "${" + variable + ":-…}");
                yield Optional.empty();
            }
            case Interpolation.Filled.Malformed() -> {
                problem("variable.malformed", name, "${NAME}", "${NAME:-default}", "$$");
                yield Optional.empty();
            }
        };
    }

    /// From `least` to `most` nanoseconds.
    Optional<Long> duration(long least, long most) {
        Optional<Long> nanos = parsed("duration", Scalars::durationNanos);
        if (nanos.isPresent() && (nanos.get() < least || nanos.get() > most)) {
            problem("duration.range", name, Scalars.durationText(least), Scalars.durationText(most));
            return Optional.empty();
        }
        return nanos;
    }

    Optional<Long> size(long least, long most) {
        Optional<Long> bytes = parsed("size", Scalars::sizeBytes);
        if (bytes.isPresent() && (bytes.get() < least || bytes.get() > most)) {
            problem("size.range", name, Scalars.sizeText(least), Scalars.sizeText(most));
            return Optional.empty();
        }
        return bytes;
    }

    Optional<Integer> percent() {
        return parsed("percent", Scalars::percent);
    }

    Optional<Integer> integer(int least, int most) {
        Optional<Integer> number = scalar("number").flatMap(text -> {
            Optional<Integer> read = text.isText() && !text.isFromVariables() ? Optional.empty() : Scalars.integer(text.value());
            if (read.filter(value -> value >= least && value <= most).isEmpty()) {
                problem("number", name, text.written(), least, most);
            }
            return read;
        });
        return number.filter(value -> value >= least && value <= most);
    }

    Optional<Boolean> truth() {
        return scalar("true/false").flatMap(text -> {
            Optional<Boolean> read = text.isText() && !text.isFromVariables() ? Optional.empty() : Scalars.truth(text.value());
            if (read.isEmpty()) {
                problem("truth", name, text.written());
            }
            return read;
        });
    }

    /// Absolute; a relative one is seen from the directory of the source.
    Optional<Path> path() {
        return text().flatMap(text -> {
            Optional<Path> path = source.path(text.value());
            if (path.isEmpty()) {
                problem("path", name);
            }
            return path;
        });
    }

    Optional<Section> section(Keys keys) {
        return section(keys, source);
    }

    Optional<Section> section(Keys keys, Source inner) {
        return node instanceof MappingNode mapping
                ? Optional.of(new Section(inner, keyAt, mapping, keys))
                : wrongKind("mapping");
    }

    /// The members of a list; each is called like the list.
    List<Field> items() {
        if (node instanceof SequenceNode list) {
            return list.getValue().stream()
                    .map(member -> new Field(source, name, source.at(member), member))
                    .filter(Field::isGiven)
                    .toList();
        }
        wrongKind("list");
        return List.of();
    }

    /// The members of a list, or the one value that stands in for a list of one.
    List<Field> oneOrMore() {
        return node instanceof ScalarNode ? List.of(this) : items();
    }

    /// Text in a small language of its own. `problem` names the language and the problem.
    <T> Optional<T> parsed(String problem, Function<String, Optional<T>> parser) {
        return scalar(problem).flatMap(text -> {
            Optional<T> value = parser.apply(text.value());
            if (value.isEmpty()) {
                boolean isBare = UNITS.contains(problem) && Scalars.lacksUnit(text.value());
                problem(isBare ? problem + ".unit" : problem, name, text.written());
            }
            return value;
        });
    }

    <T> Optional<T> wrongKind(String wanted) {
        String found = node instanceof MappingNode ? "mapping" : node instanceof SequenceNode ? "list" : "single value";
        problem("kind", name, wanted, found);
        return Optional.empty();
    }
}
