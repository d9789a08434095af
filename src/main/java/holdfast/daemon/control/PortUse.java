package holdfast.daemon.control;

import holdfast.model.ServiceId;
import java.util.List;

/// One declared port and who listens on it.
public record PortUse(ServiceId service, int port, List<Holder> holders) {
    public PortUse {
        holders = List.copyOf(holders);
    }

    /// A process that listens.
    ///
    /// @param address it listens on
    /// @param command its command line, shortened
    /// @param ours whether it is proven to belong to the service that declares the port
    public record Holder(long pid, String address, String command, boolean ours) {}
}
