package holdfast.daemon;

import holdfast.model.Fact;
import holdfast.model.Fleet;
import holdfast.model.Incarnation;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which specification a run was begun under: it must be stopped with that one, whatever the configuration says by then.
///
/// Threading: loop.
final class Specs {
    /// Of each service the last two runs: one that ends, and one that begins.
    private final Map<ServiceId, Begun> last = new HashMap<>();

    private record Begun(Incarnation incarnation, ServiceSpec spec, Optional<Begun> before) {
        Optional<ServiceSpec> of(Incarnation wanted) {
            return incarnation.equals(wanted) ? Optional.of(spec) : before.flatMap(earlier -> earlier.of(wanted));
        }

        Begun alone() {
            return new Begun(incarnation, spec, Optional.empty());
        }
    }

    void learn(Fact fact, Fleet fleet) {
        switch (fact) {
            case Fact.StartIntended(var service, var incarnation, var _, var _) -> begin(service, incarnation, fleet);
            case Fact.Adopted(var service, var incarnation, var _, var _) -> begin(service, incarnation, fleet);
            case Fact.Forgotten(var service) -> last.remove(service);
            case Fact.WishChanged _, Fact.Started _, Fact.StartFailed _, Fact.RunsMissed _, Fact.StopIntended _, Fact.Ended _ -> {}
            case Fact.Diagnosed _, Fact.EvidenceKept _, Fact.RungTaken _, Fact.RemedyEnded _, Fact.Proposed _ -> {}
            case Fact.Approved _, Fact.Acknowledged _, Fact.Pinned _, Fact.Unpinned _, Fact.Silenced _, Fact.Unsilenced _ -> {}
            case Fact.ReloadIntended _, Fact.ReloadEnded _ -> {}
            case Fact.StopNotProven _, Fact.HealthJudged _, Fact.CheckBlinded _, Fact.CheckSighted _ -> {}
            case Fact.IncidentOpened _, Fact.IncidentRestored _, Fact.IncidentRelapsed _, Fact.IncidentClosed _ -> {}
            case Fact.RecoveryDelayed _, Fact.RecoveryHeld _, Fact.RecoveryResumed _ -> {}
            case Fact.Parked _, Fact.Unparked _, Fact.AlertDecided _, Fact.RivalsNoted _, Fact.Remarked _ -> {}
        }
    }

    /// The newest specification. A command for a service that the fleet does not have is a bug of the core.
    static ServiceSpec newest(ServiceId service, Fleet fleet) {
        int index = fleet.index(service).orElseThrow(() -> new IllegalStateException("no such service: " + service));
        return fleet.service(index);
    }

    /// The specification that this run was begun under, or the newest if that was before our time.
    ServiceSpec of(ServiceId service, Incarnation incarnation, Fleet fleet) {
        return Optional.ofNullable(last.get(service))
                .flatMap(begun -> begun.of(incarnation))
                .orElseGet(() -> newest(service, fleet));
    }

    private void begin(ServiceId service, Incarnation incarnation, Fleet fleet) {
        Optional<Begun> before = Optional.ofNullable(last.get(service)).map(Begun::alone);
        boolean known = before.flatMap(begun -> begun.of(incarnation)).isPresent();
        if (!known) {
            last.put(service, new Begun(incarnation, newest(service, fleet), before));
        }
    }
}
