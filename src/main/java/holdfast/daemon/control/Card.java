package holdfast.daemon.control;

import holdfast.model.DriverSpec;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;

/// What the command line needs to know of a configured service.
///
/// @param output file that its output is appended to, when Holdfast runs it
/// @param startWithinNanos its start grace
/// @param stopWithinNanos its stop grace
/// @param reloadWithinNanos time that a reload may take before it is proven
/// @param reloadable the configuration, or its backend, says how it is reloaded
public record Card(
        ServiceId id,
        Optional<Integer> port,
        List<ServiceId> needs,
        Optional<String> output,
        long startWithinNanos,
        long stopWithinNanos,
        long reloadWithinNanos,
        boolean watched,
        boolean reloadable) {
    public Card {
        needs = List.copyOf(needs);
    }

    public static Card of(ServiceSpec spec) {
        Optional<String> output =
                spec.driver() instanceof DriverSpec.Run run ? Optional.of(run.output()) : Optional.empty();
        return new Card(
                spec.id(),
                spec.port(),
                spec.needs(),
                output,
                spec.startWithinNanos(),
                spec.stopWithinNanos(),
                spec.reloadWithinNanos(),
                spec.isWatched(),
                spec.isReloadable());
    }
}
