package holdfast.config;

import holdfast.model.CheckSpec;
import holdfast.model.DriverSpec;
import holdfast.model.HostPolicy;
import holdfast.model.Limits;
import holdfast.model.RecoverPolicy;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.util.List;
import java.util.Optional;

/// Reads what concerns the machine as a whole: what is looked at, and what bounds recovery on it. Its checks become a service that
/// is only watched, so that its incidents are told as those of any other.
final class HostReader {
    static final String NAME = "host";

    /// More than all of them never stop answering together.
    private static final int NEVER = 101;

    private static final int HUNDRED = 100;

    private final Section section;

    HostReader(Section section) {
        this.section = section;
        if (!section.has("checks") && !section.has("budget") && !section.has("common_cause")) {
            section.problem("host.nothing");
        }
    }

    /// @return empty when nothing is looked at
    Optional<ServiceReader.Read> service(Settings defaults) {
        var timing = SettingsReader.timing(section, defaults.timing());
        Optional<Long> alertAfter =
                section.field("alert_after").flatMap(field -> field.duration(0, SettingsReader.DAY)).or(defaults::alertAfterNanos);
        if (!section.has("checks")) {
            return Optional.empty();
        }
        var about = new CheckReader.About(Optional.empty(), true, section.source().directory());
        var reader = new CheckReader(section, NAME, timing, about);
        List<CheckSpec> checks = reader.read();
        var spec = new ServiceSpec(
                new ServiceId(NAME),
                new DriverSpec.Watch(),
                Optional.empty(),
                List.of(),
                checks,
                Settings.START_WITHIN_NANOS,
                Settings.STOP_WITHIN_NANOS,
                RecoverPolicy.DEFAULT,
                defaults.measures().spec(Optional.empty(), RunsAs.the(Optional.empty(), section.source().directory())),
                alertAfter.orElse(Settings.ALERT_AFTER_NANOS),
                true);
        return Optional.of(
                new ServiceReader.Read(NAME, section.at(), List.of(), reader.blamed(), Optional.of(spec), Optional.empty()));
    }

    HostPolicy policy() {
        HostPolicy standard = HostPolicy.DEFAULT;
        Optional<Section> budget = section.section("budget", Keys.BUDGET);
        Optional<Field> cause = section.field("common_cause");
        boolean isNever = cause.filter(field -> !field.isMapping()).flatMap(HostReader::never).isPresent();
        Optional<Section> common =
                cause.filter(Field::isMapping).flatMap(field -> field.section(Keys.COMMON_CAUSE));
        Optional<Integer> share = common.flatMap(in -> in.field("share")).flatMap(HostReader::share);
        return new HostPolicy(
                budget.flatMap(in -> in.field("starts"))
                        .flatMap(field -> field.integer(1, Limits.ATTEMPTS_REMEMBERED))
                        .orElse(standard.starts()),
                budget.flatMap(in -> in.field("window"))
                        .flatMap(field -> field.duration(SettingsReader.SECOND, SettingsReader.DAY))
                        .orElse(standard.windowNanos()),
                isNever ? NEVER : share.orElse(standard.commonCausePercent()),
                common.flatMap(in -> in.field("least"))
                        .flatMap(field -> field.integer(2, ConfigurationReader.MOST_SERVICES))
                        .orElse(standard.commonCauseLeast()),
                common.flatMap(in -> in.field("wait"))
                        .flatMap(field -> field.duration(0, SettingsReader.DAY))
                        .orElse(standard.commonCauseWaitNanos()));
    }

    private static Optional<String> never(Field field) {
        return field.parsed("common-cause", text -> text.equals("never") ? Optional.of(text) : Optional.empty());
    }

    private static Optional<Integer> share(Field field) {
        return field.parsed("share", text -> Scalars.percent(text).filter(percent -> percent >= 1 && percent <= HUNDRED));
    }
}
