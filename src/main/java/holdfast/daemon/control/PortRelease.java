package holdfast.daemon.control;

import holdfast.daemon.Discretion;
import holdfast.daemon.control.PortFreed.Result;
import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessKey;
import holdfast.model.Reason;
import holdfast.model.Status;
import holdfast.model.Status.ServiceStatus;
import holdfast.model.Status.State;
import holdfast.repair.PortFreeing;
import holdfast.repair.PortFreeing.Claim;
import holdfast.repair.PortFreeing.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Frees a port at an operator's word. What an earlier run of any of our services left there is ended; a stranger only by force.
///
/// Threading: any.
public final class PortRelease {
    /// Drivers whose backends give each service a cgroup of its own.
    private static final Set<String> ENCLOSED = Set.of("systemd", "docker", "compose");

    private final Optional<MachineAccess> machine;

    /// @param machine absent: nobody can be ended
    public PortRelease(Optional<MachineAccess> machine) {
        this.machine = machine;
    }

    /// @param named strangers who are to be ended as well
    /// @param status says which process of a service runs now, and is no stray
    public PortFreed free(int port, Set<PortFreed.Stranger> named, Status status) {
        if (machine.isEmpty()) {
            return new PortFreed(Result.FAILED, Reason.of("daemon.remedy.none"));
        }
        Optional<ServiceStatus> moving = status.services().stream()
                .filter(PortRelease::isMoving)
                .findFirst();
        if (moving.isPresent()) {
            // Which of its processes are of the run that is beginning or ending is not known before that is done.
            String key = moving.get().state() == State.LOOKING ? "daemon.control.port-unlooked" : "daemon.control.port-in-motion";
            return new PortFreed(Result.UNTOUCHABLE, Reason.of(key, moving.get().id()));
        }
        List<Claim> claims = status.services().stream()
                .map(service -> new Claim(service.id().name(), service.process(), ENCLOSED.contains(service.driver())))
                .toList();
        Outcome outcome = new PortFreeing(machine.get()).free(port, claims, keys(named));
        Result result = switch (outcome) {
            case Outcome.Freed _ -> Result.FREED;
            case Outcome.Free _ -> Result.FREE;
            case Outcome.Refused(Reason _, var strangers) -> strangers.isEmpty() ? Result.UNTOUCHABLE : Result.STRANGER;
            case Outcome.Failed _ -> Result.FAILED;
        };
        Set<ProcessKey> strangers = outcome instanceof Outcome.Refused refused ? refused.strangers() : Set.of();
        return new PortFreed(
                result,
                Discretion.clean(outcome.reason()),
                strangers.stream().map(key -> new PortFreed.Stranger(key.pid(), key.startTicks())).collect(Collectors.toSet()));
    }

    private static Set<ProcessKey> keys(Set<PortFreed.Stranger> named) {
        return named.stream().map(one -> new ProcessKey(one.pid(), one.startTicks())).collect(Collectors.toSet());
    }

    /// A run is on its way whose process is not known yet: also that of a Holdfast which died before it could note down whom it started.
    private static boolean isMoving(ServiceStatus service) {
        boolean isUnderWay = service.state() == State.STARTING || service.state() == State.STOPPING;
        return service.process().isEmpty() && (isUnderWay || service.incarnation().isPresent());
    }
}
