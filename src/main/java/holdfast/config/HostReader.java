package holdfast.config;

import holdfast.model.CheckSpec;
import holdfast.model.DriverSpec;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;

/// Reads what is looked at of the machine itself. It becomes a service that is only watched, so that its incidents are told as
/// those of any other.
final class HostReader {
    static final String NAME = "host";

    private final Section section;
    private final Settings defaults;

    HostReader(Section section, Settings defaults) {
        this.section = section;
        this.defaults = defaults;
    }

    ServiceReader.Read read() {
        var timing = SettingsReader.timing(section, defaults.timing());
        var about = new CheckReader.About(Optional.empty(), true, section.source().directory());
        if (!section.has("checks")) {
            section.problem("host.nothing");
            return new ServiceReader.Read(NAME, section.at(), List.of(), List.of(), Optional.empty(), Optional.empty());
        }
        var reader = new CheckReader(section, NAME, timing, about);
        List<CheckSpec> checks = reader.read();
        Optional<Long> alertAfter =
                section.field("alert_after").flatMap(field -> field.duration(0, SettingsReader.DAY)).or(defaults::alertAfterNanos);
        var spec = new ServiceSpec(
                new ServiceId(NAME),
                new DriverSpec.Watch(),
                Optional.empty(),
                List.of(),
                checks,
                Settings.START_WITHIN_NANOS,
                Settings.STOP_WITHIN_NANOS,
                RecoverPolicy.DEFAULT,
                alertAfter.orElse(Settings.ALERT_AFTER_NANOS),
                true);
        return new ServiceReader.Read(NAME, section.at(), List.of(), reader.blamed(), Optional.of(spec), Optional.empty());
    }
}
