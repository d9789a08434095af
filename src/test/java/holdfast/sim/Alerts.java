package holdfast.sim;

import holdfast.model.Fact;
import holdfast.model.Fact.AlertKind;
import java.util.EnumSet;
import java.util.Set;

import static holdfast.sim.Ledger.demand;

/// Promises about what people are told of one incident: each thing once, and an end for whatever they were told of.
final class Alerts {
    private final Set<AlertKind> told = EnumSet.noneOf(AlertKind.class);

    void incidentOpened() {
        told.clear();
    }

    void note(Fact.AlertDecided decided) {
        told.add(decided.kind());
    }

    void check(Fact.AlertDecided decided, boolean isParked) {
        demand(!told.contains(decided.kind()), "told twice: " + decided.kind());
        boolean anything = told.contains(AlertKind.DOWN) || told.contains(AlertKind.GAVE_UP);
        switch (decided.kind()) {
            case DOWN -> demand(!anything, "down is told after giving up");
            case GAVE_UP -> demand(isParked, "gave up is told of a service that is not parked");
            case RECOVERED -> demand(anything, "recovered is told, but down never was");
            case SELF_HEALED -> demand(!anything, "an incident that was told ends without its recovered");
        }
    }
}
