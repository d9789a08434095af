package holdfast.daemon.control;

import holdfast.model.Event.Order;
import holdfast.model.Event.Request;

/// What an operator asks, as it goes over the control socket. `forNanos` of `Long.MAX_VALUE` means: until said otherwise.
final class RequestJson {
    private RequestJson() {}

    static Tree tree(Request request) {
        return switch (request) {
            case Order order -> new Tree().put("kind", order);
            case Request.Pin(String why, long forNanos) ->
                new Tree().put("kind", "pin").put("why", why).put("forNanos", forNanos);
            case Request.Unpin _ -> new Tree().put("kind", "unpin");
            case Request.Silence(String why, long forNanos) ->
                new Tree().put("kind", "silence").put("why", why).put("forNanos", forNanos);
            case Request.Unsilence _ -> new Tree().put("kind", "unsilence");
            case Request.Acknowledge(long incident, String why) ->
                new Tree().put("kind", "acknowledge").put("incident", incident).put("why", why);
            case Request.Approve(long incident) -> new Tree().put("kind", "approve").put("incident", incident);
        };
    }

    /// @throws IllegalArgumentException for a kind that this version does not know
    static Request read(JsonObject tree) {
        return switch (tree.text("kind")) {
            case "pin" -> new Request.Pin(tree.text("why"), tree.number("forNanos"));
            case "unpin" -> new Request.Unpin();
            case "silence" -> new Request.Silence(tree.text("why"), tree.number("forNanos"));
            case "unsilence" -> new Request.Unsilence();
            case "acknowledge" -> new Request.Acknowledge(tree.number("incident"), tree.text("why"));
            case "approve" -> new Request.Approve(tree.number("incident"));
            case String word -> Tree.constant(Order.class, word);
        };
    }
}
