package holdfast.daemon;

import holdfast.driver.docker.ContainerLogs;
import holdfast.driver.pm2.AppDirectory;
import holdfast.driver.pm2.AppLogs;
import holdfast.linux.LinuxKernel;
import holdfast.model.DriverSpec;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The output of services whose backend keeps it. Asks the backend itself, so no daemon needs to run.
public final class BackendLogs {
    private BackendLogs() {}

    /// The files in which the backend of a service keeps its output, in the order in which they are shown; they may not exist.
    public static List<Path> files(ServiceSpec service) {
        return service.driver() instanceof DriverSpec.Pm2 pm2 ? AppLogs.files(pm2) : List.of();
    }

    /// Where a service works, as its backend says; empty where that is not known here.
    static Optional<Path> directory(ServiceSpec service) {
        return service.driver() instanceof DriverSpec.Pm2 pm2 ? AppDirectory.of(new LinuxKernel(), pm2) : Optional.empty();
    }

    /// What a container wrote last, each line with its time in front.
    ///
    /// @return why there is nothing to be had
    static Optional<Reason> stamped(ServiceSpec service, int lines, Consumer<String> printer) {
        try (var logs = new ContainerLogs(service, System.getenv())) {
            return logs.stamped(lines, printer);
        }
    }

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
