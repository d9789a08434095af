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
        Settings settings = SettingsReader.read(section, defaults);
        Optional<Integer> port = section.field("port").flatMap(field -> field.integer(1, MOST_PORT));
        List<Need> needs = section.field("needs").map(Field::oneOrMore).orElse(List.of()).stream()
                .flatMap(item -> item.text().map(text -> new Need(text.value(), item.at())).stream())
                .toList();
        boolean isWatched = section.has("watch") && !section.has("run");
        Optional<DriverSpec> driver = driver(section, settings, port);
        Path here = section.source().directory();
        Path directory = isWatched ? here : section.field("dir").flatMap(Field::path).orElse(here);
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
                settings.startWithinNanos().orElse(Settings.START_WITHIN_NANOS),
                settings.stopWithinNanos().orElse(Settings.STOP_WITHIN_NANOS),
                settings.recovery().policy(),
                settings.alertAfterNanos().orElse(Settings.ALERT_AFTER_NANOS),
                enabled));
        Optional<LogKeeping> logs = isWatched ? Optional.empty() : Optional.of(settings.logs());
        return new Read(named.name(), named.keyAt(), needs, reader.blamed(), spec, logs);
    }

    private Optional<DriverSpec> driver(Section section, Settings settings, Optional<Integer> port) {
        if (section.has("run") && section.has("watch")) {
            section.problem("run-or-watch.both", named.name());
        }
        if (section.has("run")) {
            return new RunReader(section, settings).read(output, port);
        }
        if (section.has("watch")) {
            RunReader.refuseOn(section);
            section.field("watch").ifPresent(field -> {
                if (field.truth().filter(watch -> !watch).isPresent()) {
                    field.problem("watch.false");
                }
            });
            return Optional.of(new DriverSpec.Watch());
        }
        if (!section.hasLater(Keys.LATER_DRIVERS)) {
            section.problem("run-or-watch.none", named.name());
        }
        return Optional.empty();
    }
}
