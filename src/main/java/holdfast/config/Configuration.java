package holdfast.config;

import holdfast.model.DriverSpec;
import holdfast.model.Fleet;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A valid configuration. All paths are absolute.
///
/// @param file what was read; absent when the environment alone says what to look at
/// @param files all that were looked into to make it: the file itself, env files, secrets, Compose files
/// @param stateDirectory where journal, socket and captured output live; of this configuration alone, unless `state:` says otherwise
/// @param log Holdfast's own log
/// @param serviceLogs for every service whose output Holdfast captures: how it is kept. The file itself is [#output]
/// @param notices what a person should know although nothing is wrong: variables that took effect, or have no effect yet
public record Configuration(
        Optional<Path> file,
        Set<Path> files,
        Fleet fleet,
        Path stateDirectory,
        Control control,
        OwnLog log,
        Map<ServiceId, LogKeeping> serviceLogs,
        List<Problem> notices) {
    public Configuration {
        files = Set.copyOf(files);
        serviceLogs = Map.copyOf(serviceLogs);
        notices = List.copyOf(notices);
    }

    /// The file that captures the output of a service; empty where its backend keeps it.
    public Optional<Path> output(ServiceSpec service) {
        return output(service, stateDirectory);
    }

    /// The same, with that state directory.
    public static Optional<Path> output(ServiceSpec service, Path stateDirectory) {
        return switch (service.driver()) {
            case DriverSpec.Run run -> Optional.of(Path.of(run.output()));
            case DriverSpec.Commands _ -> Optional.of(
                    stateDirectory.resolve("logs").resolve(service.id().name() + ".log"));
            case DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Watch _ ->
                Optional.empty();
        };
    }

    /// The door for other processes of this machine.
    ///
    /// @param group account group that may use the socket besides its owner
    public record Control(Path socket, Optional<String> group) {}

    /// How a growing log is cut.
    ///
    /// @param bytes a file that is longer is moved aside; at least 64 KB
    /// @param keep older pieces that are kept, 0 to 1000
    public record LogKeeping(long bytes, int keep) {}

    /// Holdfast's own log.
    public record OwnLog(Path file, LogKeeping keeping) {}
}
