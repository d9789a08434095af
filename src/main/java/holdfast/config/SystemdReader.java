package holdfast.config;

import holdfast.model.DriverSpec;
import holdfast.model.DriverSpec.UnitScope;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads `systemd`: the name of a unit, or a mapping with `unit`, `scope` and `user`.
final class SystemdReader {
    /// systemd.unit(5): at most 255 characters; blanks and all others are written `\x20`, as systemd-escape(1) does.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9:_.\\\\@-]{1,247}");

    private static final String SERVICE = ".service";

    /// Units that have no process to look after.
    private static final Pattern OTHER_TYPE =
            Pattern.compile(".*\\.(socket|device|mount|automount|swap|target|path|timer|slice|scope)");

    private SystemdReader() {}

    static Optional<DriverSpec> read(Section service, Optional<Integer> port) {
        RunReader.refuseOnKeptElsewhere(service, "systemd");
        return service.field("systemd").flatMap(field -> field.isMapping()
                ? field.section(Keys.SYSTEMD).flatMap(section -> mapping(section, port))
                : unit(field).map(unit -> new DriverSpec.Systemd(unit, UnitScope.SYSTEM, Optional.empty(), port)));
    }

    private static Optional<DriverSpec> mapping(Section section, Optional<Integer> port) {
        if (!section.has("unit")) {
            section.problem("systemd.unit.none");
        }
        Optional<String> user = section.field("user").flatMap(RunReader::account);
        Optional<UnitScope> written = section.field("scope").flatMap(SystemdReader::scope);
        // Naming a user says whose systemd is meant.
        UnitScope scope = written.orElse(section.has("user") ? UnitScope.USER : UnitScope.SYSTEM);
        if (section.has("user") && scope == UnitScope.SYSTEM) {
            section.field("user").ifPresent(field -> field.problem("systemd.user"));
        }
        return section.field("unit").flatMap(SystemdReader::unit).map(unit -> new DriverSpec.Systemd(unit, scope, user, port));
    }

    private static Optional<UnitScope> scope(Field field) {
        return field.text().flatMap(text -> switch (text.value()) {
            case "system" -> Optional.of(UnitScope.SYSTEM);
            case "user" -> Optional.of(UnitScope.USER);
            default -> {
                field.problem("systemd.scope", text.written());
                yield Optional.empty();
            }
        });
    }

    /// Its full name.
    private static Optional<String> unit(Field field) {
        return field.text().flatMap(text -> {
            String name = text.value();
            if (!NAME.matcher(name).matches()) {
                field.problem("systemd.unit", text.written());
                return Optional.empty();
            }
            if (OTHER_TYPE.matcher(name).matches()) {
                field.problem("systemd.unit.type", text.written());
                return Optional.empty();
            }
            String full = name.endsWith(SERVICE) ? name : name + SERVICE;
            if (full.endsWith("@" + SERVICE)) {
                field.problem("systemd.unit.template", text.written());
                return Optional.empty();
            }
            return Optional.of(full);
        });
    }
}
