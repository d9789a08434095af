package holdfast.config;

import holdfast.config.Configuration.LogKeeping;
import holdfast.model.DriverSpec;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads one service.
final class ServiceReader {
    /// Names become file names, and words on a command line.
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    static final int MOST_PORT = 65_535;

    private final Field named;
    private final Settings defaults;
    private final Path output;

    /// @param named the service under its name
    /// @param output where its captured output goes if Holdfast runs it
    ServiceReader(Field named, Settings defaults, Path output) {
        this.named = named;
        this.defaults = defaults;
        this.output = output;
    }

    /// A need, and where it is written.
    record Need(String name, Position at) {}

    /// What could be read of a service.
    ///
    /// @param spec absent when there was no way to make one; present does not mean without problems
    /// @param blamed services that its checks blame
    /// @param logs for services that Holdfast runs
    record Read(
            String name, Position at, List<Need> needs, List<Need> blamed, Optional<ServiceSpec> spec, Optional<LogKeeping> logs) {}

    /// Anything else is a problem of the field.
    static boolean isName(Field field, String text) {
        boolean isName = NAME.matcher(text).matches();
        if (!isName) {
            field.problem("service.name", text);
        }
        return isName;
    }

    Read read() {
        if (!NAME.matcher(named.name()).matches()) {
            named.source().problem(named.keyAt(), "service.name", named.name());
        }
        Optional<Section> section = named.isGiven() ? named.section(Keys.SERVICE) : Optional.empty();
        return section.map(this::read)
                .orElseGet(() -> new Read(named.name(), named.keyAt(), List.of(), List.of(), Optional.empty(), Optional.empty()));
    }

    private Read read(Section section) {
        Path directory = directory(section);
        Settings settings = settings(section, directory);
        Optional<Integer> port = section.field("port").flatMap(field -> field.integer(1, MOST_PORT));
        List<Need> needs = section.field("needs").map(Field::oneOrMore).orElse(List.of()).stream()
                .flatMap(item -> item.text().map(text -> new Need(text.value(), item.at())).stream())
                .toList();
        Optional<String> kind = kind(section);
        Optional<DriverSpec> driver = kind.flatMap(key -> driver(key, section, settings, port));
        RunsAs as = RunsAs.the(driver, directory);
        boolean isWatched = kind.equals(Optional.of("watch"));
        var about = new CheckReader.About(port, isWatched, directory);
        var reader = new CheckReader(section, named.name(), settings.timing(), about);
        var checks = reader.read();
        boolean enabled = section.field("autostart").flatMap(Field::truth).orElse(true);
        Optional<ServiceSpec> spec = driver.map(with -> new ServiceSpec(
                new ServiceId(named.name()),
                with,
                port,
                needs.stream().filter(need -> !need.name().isEmpty()).map(need -> new ServiceId(need.name())).toList(),
                checks,
                settings.startWithinNanos().orElse(isContainer(section) ? Settings.CONTAINER_START_WITHIN_NANOS : Settings.START_WITHIN_NANOS),
                settings.stopWithinNanos().orElse(Settings.STOP_WITHIN_NANOS),
                settings.recovery().policy(),
                settings.measures().spec(MeasuresReader.repair(section, as), as),
                ReloadReader.read(section, directory, with),
                settings.alertAfterNanos().orElse(Settings.ALERT_AFTER_NANOS),
                enabled));
        boolean isCaptured = kind.filter(List.of("run", "command")::contains).isPresent();
        Optional<LogKeeping> logs = isCaptured ? Optional.of(settings.logs()) : Optional.empty();
        return new Read(named.name(), named.keyAt(), needs, reader.blamed(), spec, logs);
    }

    /// Where a service works, and so where its caches lie, is known of what Holdfast runs itself and of apps of PM2.
    private Settings settings(Section section, Path directory) {
        Settings read = SettingsReader.read(section, defaults, directory);
        Optional<String> kind = Keys.DRIVERS.stream().filter(section::has).findFirst();
        boolean isKnown = kind.filter(List.of("run", "command", "pm2")::contains).isPresent();
        kind.filter(key -> !isKnown || key.equals("pm2")).ifPresent(key -> MeasuresReader.refuseClear(section, key));
        return isKnown ? read : read.withoutClear();
    }

    static boolean isContainer(Section section) {
        return section.has("docker") || section.has("compose");
    }

    /// Where the service runs, as far as the file says. A service that cannot have `dir` is told so elsewhere.
    private static Path directory(Section section) {
        Path here = section.source().directory();
        return section.has("run") || section.has("command") ? section.field("dir").flatMap(Field::path).orElse(here) : here;
    }

    /// The key that says who runs it: the first of several, which is a problem.
    private Optional<String> kind(Section section) {
        List<String> given = Keys.DRIVERS.stream().filter(section::has).toList();
        if (given.size() > 1) {
            section.problem("driver.many", named.name(), String.join(", ", given));
        }
        if (given.isEmpty()) {
            section.problem("driver.none", named.name());
        }
        return given.stream().findFirst();
    }

    private Optional<DriverSpec> driver(String kind, Section section, Settings settings, Optional<Integer> port) {
        return switch (kind) {
            case "run" -> new RunReader(section, settings).read(output, port);
            case "pm2" -> Pm2Reader.read(section, port);
            case "docker" -> DockerReader.read(section, port);
            case "compose" -> ComposeReader.read(section, port);
            case "command" -> new CommandReader(section, settings).read(port);
            case "systemd" -> SystemdReader.read(section, port);
            case "watch" -> Optional.of(watch(section));
            default -> throw new IllegalStateException("no reader for " + kind);
        };
    }

    private static DriverSpec watch(Section section) {
        RunReader.refuseOnWatched(section);
        section.field("watch").ifPresent(field -> {
            if (field.truth().filter(watch -> !watch).isPresent()) {
                field.problem("watch.false");
            }
        });
        return new DriverSpec.Watch();
    }
}
