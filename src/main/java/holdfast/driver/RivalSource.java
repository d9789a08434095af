package holdfast.driver;

import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;

/// A driver whose backend can tell who else restarts what it keeps.
///
/// Threading: any; a call blocks its caller, who brings a virtual thread, for as long as the backend may take.
public interface RivalSource {
    /// Each in a sentence that says what to change. Empty while the backend does not say.
    Optional<List<Reason>> rivals(ServiceSpec service);
}
