package holdfast.config;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// How many values a tree describes when each alias counts for all that it stands for. Aliases of aliases describe a tree larger than
/// memory in a few lines ("billion laughs"); whoever reads such a tree never comes to an end.
///
/// What an alias stands for comes before it, so it has been weighed by then, or contains the alias itself, which then counts once.
final class Weight {
    private final long most;
    private final IdentityHashMap<Node, Long> weights = new IdentityHashMap<>();
    private Optional<Node> heavy = Optional.empty();

    private Weight(long most) {
        this.most = most;
    }

    /// The part of the tree with which there are more than `most` values.
    static Optional<Node> tooHeavy(Node root, long most) {
        var weight = new Weight(most);
        weight.of(root);
        return weight.heavy;
    }

    private long of(Node node) {
        Long known = weights.get(node);
        if (known != null) {
            return known;
        }
        weights.put(node, 1L);
        long sum = 1;
        for (Node part : parts(node)) {
            sum += of(part);
            if (sum > most) {
                heavy = heavy.or(() -> Optional.of(part));
                sum = most + 1;
                break;
            }
        }
        weights.put(node, sum);
        return sum;
    }

    private static List<Node> parts(Node node) {
        return switch (node) {
            case MappingNode mapping ->
                mapping.getValue().stream().flatMap(entry -> Stream.of(entry.getKeyNode(), entry.getValueNode())).toList();
            case SequenceNode list -> list.getValue();
            default -> List.of();
        };
    }
}
