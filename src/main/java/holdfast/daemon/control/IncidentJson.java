package holdfast.daemon.control;

import holdfast.model.Fact;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.text.Texts;

/// Incidents over the control socket, and as `incidents --json` prints them.
///
/// Threading: any.
public final class IncidentJson {
    private static final double NANOS_PER_SECOND = 1e9;

    private IncidentJson() {}

    public static Tree tree(IncidentTold incident, Texts texts) {
        return new Tree()
                .put("id", incident.id())
                .put("service", incident.service().name())
                .put("cause", incident.cause())
                .put("reason", FactJson.reason(incident.reason(), texts))
                .put("onset", incident.onset())
                .put("detected", incident.detected())
                .put("restored", incident.restored())
                .put("closed", incident.closed())
                .put("closing", incident.closing())
                .put("secondsToDetect", incident.detectNanos() / NANOS_PER_SECOND, 6)
                .put("secondsToRecover", incident.recoverNanos().map(nanos -> nanos / NANOS_PER_SECOND))
                .put("actions", incident.actions())
                .put("relapses", incident.relapses())
                .put("parked", incident.parked());
    }

    static IncidentTold read(JsonObject tree) {
        JsonObject reason = tree.object("reason").orElseThrow();
        return new IncidentTold(
                tree.number("id"),
                new ServiceId(tree.text("service")),
                Tree.constant(Fact.Cause.class, tree.text("cause")),
                new Reason(reason.text("key"), reason.texts("values")),
                tree.instant("onset"),
                tree.instant("detected"),
                tree.optionalInstant("restored"),
                tree.optionalInstant("closed"),
                tree.optionalText("closing").map(word -> Tree.constant(Fact.Closing.class, word)),
                Math.round(tree.decimal("secondsToDetect") * NANOS_PER_SECOND),
                tree.optionalNumber("secondsToRecover").map(seconds -> Math.round(seconds.doubleValue() * NANOS_PER_SECOND)),
                (int) tree.number("actions"),
                (int) tree.number("relapses"),
                tree.isTrue("parked"));
    }
}
