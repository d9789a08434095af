package holdfast.repair;

import holdfast.linux.MachineAccess;
import holdfast.model.Event.RemedyOutcome;
import holdfast.model.ProcessIdentity;
import holdfast.model.Remedy;
import holdfast.model.ServiceSpec;
import holdfast.repair.PortFreeing.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Frees a service's port of its own stray, and of nobody else.
final class StrayPort {
    private final PortFreeing freeing;

    StrayPort(MachineAccess machine) {
        this.freeing = new PortFreeing(machine);
    }

    RemedyOutcome apply(Remedy.FreePort remedy, ServiceSpec service, Optional<ProcessIdentity> current) {
        if (!service.port().equals(Optional.of(remedy.port()))) {
            return Answers.failed("repair.port.not-declared", remedy.port(), service.id());
        }
        var claim = new PortFreeing.Claim(service.id().name(), current);
        return switch (freeing.free(remedy.port(), List.of(claim), Set.of())) {
            case Outcome.Freed(var reason) -> new RemedyOutcome.Applied(reason);
            case Outcome.Free(var reason) -> new RemedyOutcome.NotNeeded(reason);
            case Outcome.Refused(var reason, var _) -> new RemedyOutcome.Failed(reason);
            case Outcome.Failed(var reason) -> new RemedyOutcome.Failed(reason);
        };
    }
}
