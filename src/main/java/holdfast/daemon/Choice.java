package holdfast.daemon;

import holdfast.model.Fleet;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Part of a fleet: the chosen services, and all that they need, directly or not, since without it they cannot be healthy.
public final class Choice {
    private Choice() {}

    /// @param chosen names of this fleet; none = all
    public static Fleet of(Fleet fleet, Collection<ServiceId> chosen) {
        if (chosen.isEmpty()) {
            return fleet;
        }
        Set<ServiceId> wanted = new HashSet<>(chosen);
        // From the last to start to the first: whoever needs something comes before it.
        for (ServiceSpec spec : fleet.services().reversed()) {
            if (wanted.contains(spec.id())) {
                wanted.addAll(spec.needs());
            }
        }
        List<ServiceSpec> kept =
                fleet.services().stream().filter(spec -> wanted.contains(spec.id())).toList();
        return new Fleet(kept, fleet.host());
    }
}
