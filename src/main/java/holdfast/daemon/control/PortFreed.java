package holdfast.daemon.control;

import holdfast.model.Reason;

/// What came of freeing a port.
///
/// @param reason in one sentence; names the holder
public record PortFreed(Result result, Reason reason) {
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
        return new Tree().put("result", freed.result()).put("reason", reason);
    }

    static PortFreed read(JsonObject tree) {
        JsonObject reason = tree.object("reason").orElseThrow();
        return new PortFreed(
                Tree.constant(Result.class, tree.text("result")), new Reason(reason.text("key"), reason.texts("values")));
    }
}
