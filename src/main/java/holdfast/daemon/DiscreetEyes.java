package holdfast.daemon;

import holdfast.model.CheckId;
import holdfast.model.CheckSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Eyes that tell nobody's secret, see [Discretion]. A check that passes says the same each time, as a rule, and the patterns of
/// secrets cost more than many a probe: so its words are cleaned when they have changed.
///
/// Threading: any.
final class DiscreetEyes implements Eyes {
    private final Eyes eyes;
    private final Map<CheckId, Passed> passed = new ConcurrentHashMap<>();

    DiscreetEyes(Eyes eyes) {
        this.eyes = eyes;
    }

    /// The last pass of a check, as it was said and as it is told.
    private record Passed(ProbeResult said, ProbeResult told) {
        boolean isSameAs(ProbeResult now) {
            return said.reason().equals(now.reason()) && said.value().equals(now.value());
        }
    }

    @Override
    public ProbeResult run(CheckSpec check, ServiceSpec service, Optional<ProcessIdentity> process) {
        ProbeResult now = eyes.run(check, service, process);
        if (now.outcome() != Outcome.PASS) {
            return Discretion.clean(now, check, service);
        }
        Passed last = passed.get(check.id());
        if (last == null || !last.isSameAs(now)) {
            last = new Passed(now, Discretion.clean(now, check, service));
            passed.put(check.id(), last);
        }
        return new ProbeResult(Outcome.PASS, last.told().reason(), last.told().value(), now.phases(), now.durationNanos());
    }
}
