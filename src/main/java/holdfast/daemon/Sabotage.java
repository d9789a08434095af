package holdfast.daemon;

import holdfast.linux.MachineAccess;
import holdfast.linux.ProcessStat;
import holdfast.linux.Reading;
import holdfast.linux.Signals;
import holdfast.linux.SysResult;
import holdfast.model.Status.ServiceStatus;
import java.util.List;
import java.util.Optional;

/// Breaks a service on purpose, for the demo. No other process is ever hit: it must be proven to be of the run that is known.
///
/// Threading: any.
public final class Sabotage {
    private final Optional<MachineAccess> machine;

    Sabotage(Optional<MachineAccess> machine) {
        this.machine = machine;
    }

    /// @return whether it was a process of this service, and was killed
    public boolean kill(ServiceStatus service, long pid) {
        return signal(service, pid, Signals.KILL);
    }

    /// It is there, holds all that it holds, and does nothing any more.
    ///
    /// @return whether it was a process of this service, and was stopped
    public boolean suspend(ServiceStatus service, long pid) {
        return signal(service, pid, Signals.STOP);
    }

    private boolean signal(ServiceStatus service, long pid, int signal) {
        return own(service).stream()
                .filter(stat -> stat.pid() == pid)
                .anyMatch(stat -> machine.orElseThrow().door().signal(stat.key(), signal) instanceof Reading.Found<SysResult.Done>);
    }

    private List<ProcessStat> own(ServiceStatus service) {
        return machine.flatMap(at -> service.incarnation()
                        .flatMap(run -> at.serviceProcesses().of(service.id().name(), run.number()).found()))
                .orElse(List.of());
    }
}
