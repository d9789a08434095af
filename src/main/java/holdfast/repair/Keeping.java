package holdfast.repair;

import holdfast.model.ServiceSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What Holdfast itself keeps on the disk, as far as repairs have to do with it.
public interface Keeping {
    /// Keeps a text with the evidence of an incident, its secrets taken out.
    ///
    /// @return where; empty when there is no room
    Optional<Path> keep(long incident, ServiceSpec service, String name, String text) throws IOException;

    /// Gives up what is least worth keeping.
    ///
    /// @return bytes freed
    long reclaim() throws IOException;
}
