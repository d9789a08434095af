package holdfast.evidence;

import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Where the output of a service is kept.
public interface Outputs {
    /// The file that Holdfast has the output appended to, incarnation after incarnation.
    Optional<Path> captured(ServiceSpec service);

    /// The files in which its backend keeps it, in the order in which they are shown; they may not exist.
    List<Path> ofBackend(ServiceSpec service);

    /// The last lines that a container engine keeps, each with the time in front at which it was written.
    ///
    /// @return why there are none
    Optional<Reason> ofEngine(ServiceSpec service, int lines, Consumer<String> taker);
}
