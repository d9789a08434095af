package holdfast.supervisor;

import holdfast.model.Reason;
import holdfast.model.Wish;
import java.util.Optional;

/// What was said last about whether a service shall run.
///
/// @param absence why it is not to be had where it is kept, where that was taken for the wish
record Wished(Wish wish, String actor, Optional<Reason> absence) {}
