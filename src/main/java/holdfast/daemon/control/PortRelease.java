package holdfast.daemon.control;

import holdfast.daemon.control.PortFreed.Result;
import holdfast.linux.MachineAccess;
import holdfast.model.Reason;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.State;
import holdfast.model.Status;
import holdfast.repair.PortFreeing;
import holdfast.repair.PortFreeing.Claim;
import holdfast.repair.PortFreeing.Outcome;
import java.util.List;
import java.util.Optional;

/// Frees a port at an operator's word. What an earlier run of any of our services left there is ended; a stranger only by force.
///
/// Threading: any.
public final class PortRelease {
    private final Optional<MachineAccess> machine;

    /// @param machine absent: nobody can be ended
    public PortRelease(Optional<MachineAccess> machine) {
        this.machine = machine;
    }

    /// @param status says which process of a service runs now, and is no stray
    public PortFreed free(int port, boolean forces, Status status) {
        if (machine.isEmpty()) {
            return new PortFreed(Result.FAILED, Reason.of("daemon.remedy.none"));
        }
        Optional<ServiceStatus> moving = status.services().stream()
                .filter(service -> service.process().isEmpty())
                .filter(service -> service.state() == State.STARTING || service.state() == State.STOPPING)
                .findFirst();
        if (moving.isPresent()) {
            // Which of its processes are of the run that is beginning or ending is not known before that is done.
            return new PortFreed(Result.UNTOUCHABLE, Reason.of("daemon.control.port-in-motion", moving.get().id()));
        }
        List<Claim> claims = status.services().stream()
                .map(service -> new Claim(service.id().name(), service.process()))
                .toList();
        return switch (new PortFreeing(machine.get()).free(port, claims, forces)) {
            case Outcome.Freed(Reason reason) -> new PortFreed(Result.FREED, reason);
            case Outcome.Free(Reason reason) -> new PortFreed(Result.FREE, reason);
            case Outcome.Refused(Reason reason, boolean isForcible) ->
                new PortFreed(isForcible ? Result.STRANGER : Result.UNTOUCHABLE, reason);
            case Outcome.Failed(Reason reason) -> new PortFreed(Result.FAILED, reason);
        };
    }
}
