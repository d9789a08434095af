package holdfast.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// A mapping of the file whose keys have been looked at: none unknown, none twice.
final class Section {
    private final Source source;
    private final Position at;
    private final Keys keys;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    /// @param at where the mapping belongs to: its key, or itself in a list
    Section(Source source, Position at, MappingNode node, Keys keys) {
        this.source = source;
        this.at = at;
        this.keys = keys;
        for (NodeTuple entry : node.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key) {
                add(key, entry);
            } else {
                source.problem(source.at(entry.getKeyNode()), "key.plain");
            }
        }
    }

    Position at() {
        return at;
    }

    /// What the mapping is called.
    String name() {
        return keys.name();
    }

    Source source() {
        return source;
    }

    boolean has(String key) {
        return fields.containsKey(key);
    }

    /// The values under free names, in the order of the file.
    List<Field> fields() {
        return List.copyOf(fields.values());
    }

    Optional<Field> field(String key) {
        if (!keys.known().contains(key)) {
            throw new IllegalStateException("reader asks for " + key + ", which is no key of " + keys.name());
        }
        return Optional.ofNullable(fields.get(key)).filter(Field::isGiven);
    }

    Optional<Section> section(String key, Keys inner) {
        return field(key).flatMap(field -> field.section(inner));
    }

    void problem(String name, Object... values) {
        source.problem(at, name, values);
    }

    /// Whether the file has this key among those of a later version; it has been complained about already.
    boolean hasLater(List<String> later) {
        return fields.keySet().stream().anyMatch(key -> later.contains(key) && !keys.known().contains(key));
    }

    private void add(ScalarNode node, NodeTuple entry) {
        String key = node.getValue();
        Position here = source.at(node);
        Field earlier = fields.get(key);
        if (earlier != null) {
            source.problem(here, "key.twice", key, earlier.keyAt().line());
            return;
        }
        if (!keys.isFree() && !keys.known().contains(key)) {
            refuse(here, key);
        }
        fields.put(key, new Field(source, key, here, entry.getValueNode()));
    }

    private void refuse(Position here, String key) {
        if (keys.later().contains(key)) {
            source.problem(here, "later." + keys.name() + "." + key, key);
            return;
        }
        if (key.equals("<<")) {
            source.problem(here, "key.merge");
            return;
        }
        Optional<String> guess = Spelling.guess(key, keys.known());
        if (guess.isPresent()) {
            source.problem(here, "key.guess", key, guess.get());
        } else {
            source.problem(here, "key.unknown", key, String.join(", ", keys.known()));
        }
    }
}
