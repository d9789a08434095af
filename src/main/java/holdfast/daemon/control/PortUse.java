package holdfast.daemon.control;

import holdfast.model.Finding;
import holdfast.model.ServiceId;
import java.util.List;

/// One declared port and who listens on it.
public record PortUse(ServiceId service, int port, List<Holder> holders) {
    public PortUse {
        holders = List.copyOf(holders);
    }

    /// A process that listens.
    ///
    /// @param pid 0 when it may not be seen
    /// @param user account name, or number; of the socket, when the process may not be seen
    /// @param address it listens on
    /// @param command its command line, shortened
    /// @param whose what is proven of it
    public record Holder(long pid, String user, String address, String command, Finding.Holder whose) {}
}
