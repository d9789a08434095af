package holdfast.daemon;

import holdfast.model.CheckSpec;
import holdfast.model.ProbeResult;
import holdfast.model.ProcessIdentity;
import holdfast.model.ServiceSpec;
import java.util.Optional;

/// Asks one check's question once, within its timeout, and never throws.
public interface Eyes {
    ProbeResult run(CheckSpec check, ServiceSpec service, Optional<ProcessIdentity> process);
}
