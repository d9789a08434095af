package holdfast.config;

import holdfast.model.CommandLine;
import holdfast.model.DriverSpec;
import holdfast.model.Limits;
import holdfast.model.ReloadSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads `reload`: by what signal or command a service takes in what is new without going down.
final class ReloadReader {
    private static final long SECOND = SettingsReader.SECOND;

    /// As long as a command of a service has by default.
    private static final long WITHIN_NANOS = 30 * SECOND;

    private final Section service;
    private final Path directory;
    private final DriverSpec driver;

    private ReloadReader(Section service, Path directory, DriverSpec driver) {
        this.service = service;
        this.directory = directory;
        this.driver = driver;
    }

    /// @param directory that the command runs in
    static Optional<ReloadSpec> read(Section service, Path directory, DriverSpec driver) {
        return new ReloadReader(service, directory, driver).read();
    }

    private Optional<ReloadSpec> read() {
        return switch (driver) {
            case DriverSpec.Run run -> service.field("reload").flatMap(field -> read(field, run.user(), run.environment()));
            // In the container the command runs as the container does.
            case DriverSpec.Docker _, DriverSpec.Compose _ ->
                service.field("reload").flatMap(field -> read(field, Optional.empty(), Map.of()));
            case DriverSpec.Commands commands -> {
                refuse("reload.command");
                yield service.section("command", Keys.COMMANDS)
                        .flatMap(section -> section.field("reload"))
                        .flatMap(RunReader::argv)
                        .map(words -> new ReloadSpec.ByCommand(alike(commands.start(), words)));
            }
            case DriverSpec.Pm2 _, DriverSpec.Systemd _ -> refuse("reload.backend");
            case DriverSpec.Watch _ -> refuse("reload.watch");
        };
    }

    private Optional<ReloadSpec> refuse(String problem) {
        service.field("reload").ifPresent(field -> field.source().problem(field.keyAt(), problem));
        return Optional.empty();
    }

    private static CommandLine alike(CommandLine start, List<String> words) {
        return new CommandLine(words, start.directory(), start.user(), start.environment(), start.withinNanos());
    }

    private Optional<ReloadSpec> read(Field field, Optional<String> user, Map<String, String> environment) {
        if (!field.isMapping()) {
            return RunReader.argv(field).map(words -> command(words, user, environment, WITHIN_NANOS));
        }
        return field.section(Keys.RELOAD).flatMap(section -> {
            boolean hasBoth = section.has("signal") && section.has("run");
            if (hasBoth || !(section.has("signal") || section.has("run"))) {
                section.problem("reload.one");
            }
            long within = section.field("within")
                    .flatMap(at -> at.duration(SECOND, Limits.RELOAD_WITHIN_NANOS))
                    .orElse(WITHIN_NANOS);
            Optional<ReloadSpec> bySignal = section.field("signal").flatMap(ReloadReader::signal);
            return bySignal.or(() ->
                    section.field("run").flatMap(RunReader::argv).map(words -> command(words, user, environment, within)));
        });
    }

    private ReloadSpec command(List<String> words, Optional<String> user, Map<String, String> environment, long within) {
        return new ReloadSpec.ByCommand(new CommandLine(words, directory.toString(), user, environment, within));
    }

    private static Optional<ReloadSpec> signal(Field field) {
        return field.scalar("signal").flatMap(text -> {
            Optional<Integer> number = Signals.number(text.value()).filter(Signals::isHarmless);
            if (number.isEmpty()) {
                field.problem("reload.signal", text.written(), Signals.harmless());
            }
            return number.map(ReloadSpec.BySignal::new);
        });
    }
}
