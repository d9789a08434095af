package holdfast.config;

import holdfast.model.DriverSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `command`: how a service is started and stopped by commands of its owner's.
final class CommandReader {
    private static final long SECOND = 1_000_000_000L;

    /// As monit waits for a program it starts. A start that takes longer than a minute is looked into.
    private static final long TIMEOUT_NANOS = 30 * SECOND;

    private static final long TIMEOUT_NANOS_MAX = 60 * SECOND;

    private final Section service;
    private final Settings settings;

    CommandReader(Section service, Settings settings) {
        this.service = service;
        this.settings = settings;
    }

    Optional<DriverSpec> read(Optional<Integer> port) {
        service.field("stop").filter(stop -> stop.isMapping() && stop.hasKey("signal")).ifPresent(stop ->
                stop.problem("driver.key", "signal", "command"));
        return service.section("command", Keys.COMMANDS).flatMap(section -> read(section, port));
    }

    private Optional<DriverSpec> read(Section section, Optional<Integer> port) {
        for (String key : List.of("start", "stop")) {
            if (!section.has(key)) {
                section.problem("command.none", key);
            }
        }
        Path directory = service.field("dir").flatMap(Field::path).orElse(service.source().directory());
        Optional<String> user = service.field("user").flatMap(RunReader::account);
        Map<String, String> environment = new RunReader(service, settings).environment(directory);
        long timeout = section.field("timeout")
                .flatMap(field -> field.duration(SECOND, TIMEOUT_NANOS_MAX))
                .orElse(TIMEOUT_NANOS);
        var frame = new Frame(directory.toString(), user, environment, timeout);
        Optional<holdfast.model.CommandLine> start = command(section, "start", frame);
        Optional<holdfast.model.CommandLine> stop = command(section, "stop", frame);
        Optional<holdfast.model.CommandLine> status = command(section, "status", frame);
        Optional<String> pidFile = section.field("pid_file").flatMap(Field::path).map(Path::toString);
        return start.flatMap(first -> stop.map(last ->
                new DriverSpec.Commands(first, last, status, pidFile, port)));
    }

    /// What all commands of a service share.
    private record Frame(String directory, Optional<String> user, Map<String, String> environment, long withinNanos) {
        holdfast.model.CommandLine around(List<String> argv) {
            return new holdfast.model.CommandLine(argv, directory, user, environment, withinNanos);
        }
    }

    private static Optional<holdfast.model.CommandLine> command(Section section, String key, Frame frame) {
        return section.field(key).flatMap(RunReader::argv).map(frame::around);
    }
}
