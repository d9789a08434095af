package holdfast.daemon.control;

import holdfast.model.Finding;
import holdfast.model.ServiceId;
import java.util.List;

/// What is configured, and who holds which port, over the control socket.
public final class CardJson {
    private CardJson() {}

    static Tree tree(Card card) {
        return new Tree()
                .put("service", card.id().name())
                .put("port", card.port())
                .putTexts("needs", card.needs().stream().map(ServiceId::name).toList())
                .put("output", card.output())
                .put("startWithinNanos", card.startWithinNanos())
                .put("stopWithinNanos", card.stopWithinNanos())
                .put("reloadWithinNanos", card.reloadWithinNanos())
                .put("watched", card.watched())
                .put("reloadable", card.reloadable());
    }

    static Card card(JsonObject tree) {
        return new Card(
                new ServiceId(tree.text("service")),
                tree.optionalNumber("port").map(Number::intValue),
                tree.texts("needs").stream().map(ServiceId::new).toList(),
                tree.optionalText("output"),
                tree.number("startWithinNanos"),
                tree.number("stopWithinNanos"),
                tree.number("reloadWithinNanos"),
                tree.isTrue("watched"),
                tree.isTrue("reloadable"));
    }

    /// Also what `ports --json` prints for each.
    public static Tree tree(PortUse use) {
        return new Tree()
                .put("service", use.service().name())
                .put("port", use.port())
                .put("holders", use.holders().stream()
                        .map(holder -> new Tree()
                                .put("pid", holder.pid())
                                .put("user", holder.user())
                                .put("address", holder.address())
                                .put("command", holder.command())
                                .put("holder", holder.whose())
                                .put("ours", holder.whose() == Finding.Holder.SERVICE))
                        .toList());
    }

    static PortUse portUse(JsonObject tree) {
        List<PortUse.Holder> holders = tree.objects("holders").stream()
                .map(holder -> new PortUse.Holder(
                        holder.number("pid"),
                        holder.text("user"),
                        holder.text("address"),
                        holder.text("command"),
                        Tree.constant(Finding.Holder.class, holder.text("holder"))))
                .toList();
        return new PortUse(new ServiceId(tree.text("service")), (int) tree.number("port"), holders);
    }
}
