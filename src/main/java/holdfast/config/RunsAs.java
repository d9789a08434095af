package holdfast.config;

import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a command of a service's own runs: as the service does, as far as Holdfast knows how that is.
record RunsAs(String directory, Optional<String> user, Map<String, String> environment) {
    /// @param directory where the service runs if its driver does not say
    static RunsAs the(Optional<DriverSpec> driver, Path directory) {
        return driver.flatMap(RunsAs::said).orElseGet(() -> new RunsAs(directory.toString(), Optional.empty(), Map.of()));
    }

    private static Optional<RunsAs> said(DriverSpec driver) {
        return switch (driver) {
            case DriverSpec.Run run -> Optional.of(new RunsAs(run.directory(), run.user(), run.environment()));
            case DriverSpec.Commands commands -> Optional.of(
                    new RunsAs(commands.start().directory(), commands.start().user(), commands.start().environment()));
            case DriverSpec.Pm2 _, DriverSpec.Systemd _, DriverSpec.Docker _, DriverSpec.Compose _, DriverSpec.Watch _ -> Optional.empty();
        };
    }

    CommandLine command(List<String> argv, long withinNanos) {
        return new CommandLine(argv, directory, user, environment, withinNanos);
    }
}
