package holdfast.daemon.control;

import holdfast.daemon.control.PortFreed.Result;
import holdfast.linux.MachineAccess;
import holdfast.model.Reason;
import holdfast.model.Status;
import java.util.Optional;

/// Frees a port at an operator's word.
///
/// Threading: any.
public final class PortRelease {
    /// @param machine absent: nobody can be ended
    public PortRelease(Optional<MachineAccess> machine) {}

    /// @param status says which process of a service runs now, and is no stray
    public PortFreed free(int port, boolean forces, Status status) {
        return new PortFreed(Result.FAILED, Reason.of("daemon.remedy.none"));
    }
}
