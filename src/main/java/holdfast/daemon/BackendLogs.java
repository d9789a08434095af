package holdfast.daemon;

import holdfast.driver.docker.ContainerLogs;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.util.Optional;
import java.util.function.Consumer;

/// The output of services whose backend keeps it. Asks the backend itself, so no daemon needs to run.
public final class BackendLogs {
    private BackendLogs() {}

    /// What a container wrote.
    ///
    /// @param isFollowed goes on until the container ends
    /// @return why there is nothing (more) to be had
    public static Optional<Reason> ofContainer(ServiceSpec service, int lines, boolean isFollowed, Consumer<String> printer) {
        try (var logs = new ContainerLogs(service, System.getenv())) {
            return isFollowed ? logs.follow(lines, printer) : logs.last(lines, printer);
        }
    }
}
