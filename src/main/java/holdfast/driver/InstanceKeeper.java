package holdfast.driver;

import holdfast.model.Event.RemedyOutcome;
import holdfast.model.ServiceSpec;

/// A driver whose backend runs several instances of a service, and can start those that are missing while the others serve.
///
/// Threading: any; a call blocks its caller, who brings a virtual thread.
public interface InstanceKeeper {
    /// Starts what [holdfast.model.Remedy.StartInstances] means, and touches nothing that is up.
    RemedyOutcome startMissing(ServiceSpec service);
}
