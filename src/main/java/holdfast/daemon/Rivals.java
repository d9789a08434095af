package holdfast.daemon;

import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;

/// Looks for whoever else restarts a service. Blocks for as long as that takes.
public interface Rivals {
    /// For machines, and tests, on which nobody looks.
    Rivals NONE = (_, _) -> Optional.empty();

    /// Each in a sentence that says what to change. Empty while it cannot be known.
    Optional<List<Reason>> of(ServiceSpec service, Optional<ProcessIdentity> process);
}
