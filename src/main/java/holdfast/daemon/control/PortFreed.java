package holdfast.daemon.control;

import holdfast.model.Reason;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What came of freeing a port.
///
/// @param reason in one sentence; names the holder
/// @param strangers who would be ended by force: those who hold it at this moment, and nobody who comes later
public record PortFreed(Result result, Reason reason, Set<Stranger> strangers) {
    public PortFreed {
        strangers = Set.copyOf(strangers);
    }

    public PortFreed(Result result, Reason reason) {
        this(result, reason, Set.of());
    }

    /// A process, told from every other that ever has its pid.
    public record Stranger(long pid, long startTicks) {}

    /// In a word.
    public enum Result {
        /// The holder was ended.
        FREED,
        /// Nobody held it.
        FREE,
        /// A stranger holds it, who is ended only by force.
        STRANGER,
        /// The holder is one that is never ended.
        UNTOUCHABLE,
        /// It was tried, or could not be found out.
        FAILED
    }

    static Tree tree(PortFreed freed, Tree reason) {
        return new Tree().put("result", freed.result()).put("reason", reason).put("strangers", trees(freed.strangers()));
    }

    static List<Tree> trees(Set<Stranger> processes) {
        return processes.stream().map(key -> new Tree().put("pid", key.pid()).put("startTicks", key.startTicks())).toList();
    }

    static Set<Stranger> processes(List<JsonObject> trees) {
        return trees.stream().map(tree -> new Stranger(tree.number("pid"), tree.number("startTicks"))).collect(Collectors.toSet());
    }

    static PortFreed read(JsonObject tree) {
        JsonObject reason = tree.object("reason").orElseThrow();
        return new PortFreed(
                Tree.constant(Result.class, tree.text("result")),
                new Reason(reason.text("key"), reason.texts("values")),
                processes(tree.objects("strangers")));
    }
}
