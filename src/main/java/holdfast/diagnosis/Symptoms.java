package holdfast.diagnosis;

import holdfast.model.CheckSpec;
import holdfast.model.Event.StartFailure;
import holdfast.model.ExitStatus;
import holdfast.model.Fact;
import holdfast.model.Finding;
import holdfast.model.ProbeResult;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;

/// All that is known of a service in trouble.
///
/// @param reason of the trouble, as the incident has it
/// @param exit how its last process ended, when it has
/// @param startFailure why it could not be started, when it could not
/// @param failing checks whose verdict is bad, in the order of the configuration
/// @param missing a service that it needs and that does not serve, when there is one
/// @param findings of the close look; empty when there has been none
public record Symptoms(
        ServiceSpec service,
        Fact.Cause cause,
        Reason reason,
        Optional<ExitStatus> exit,
        Optional<StartFailure> startFailure,
        List<Failing> failing,
        Optional<ServiceId> missing,
        List<Finding> findings) {
    /// A check that is bad.
    ///
    /// @param last its last answer, when it has one
    public record Failing(CheckSpec spec, Optional<ProbeResult> last) {}

    public Symptoms {
        failing = List.copyOf(failing);
        findings = List.copyOf(findings);
    }
}
