package holdfast.driver;

import holdfast.model.ProbeResult;
import holdfast.model.ServiceSpec;

/// A driver whose backend has a word of its own on the health of what it keeps, see [holdfast.model.Question.BackendHealth].
///
/// Threading: any; a call blocks its caller, who brings a virtual thread, no longer than `withinNanos`. It never throws.
public interface HealthSource {
    ProbeResult health(ServiceSpec service, long withinNanos);
}
