package holdfast.config;

import holdfast.model.DriverSpec;
import holdfast.model.DriverSpec.Pm2Selection;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads which app of which PM2 a service is: `pm2: NAME`, or a mapping.
final class Pm2Reader {
    /// Called as the selections they stand for.
    private static final List<String> SELECTIONS = List.of("name", "namespace", "id");

    /// PM2 counts its apps from 0.
    private static final int MOST_ID = 999_999;

    private Pm2Reader() {}

    static Optional<DriverSpec> read(Section section, Optional<Integer> port) {
        RunReader.refuseOnKeptElsewhere(section, "pm2");
        return section.field("pm2").flatMap(field -> field.isMapping()
                ? field.section(Keys.PM2).flatMap(inner -> mapping(inner, port))
                : field.text().map(text -> new DriverSpec.Pm2(
                        text.value(), Pm2Selection.NAME, Optional.empty(), Optional.empty(), port)));
    }

    private static Optional<DriverSpec> mapping(Section section, Optional<Integer> port) {
        Optional<String> user = section.field("user").flatMap(RunReader::account);
        Optional<String> home = section.field("home").flatMap(Field::path).map(Path::toString);
        List<String> named = SELECTIONS.stream().filter(section::has).toList();
        if (named.size() != 1) {
            section.problem("pm2.selection", String.join(", ", SELECTIONS));
            return Optional.empty();
        }
        String key = named.getFirst();
        Optional<String> selector = section.field(key).flatMap(field -> key.equals("id")
                ? field.integer(0, MOST_ID).map(String::valueOf)
                : field.text().map(Field.Text::value));
        var by = Pm2Selection.valueOf(key.toUpperCase(Locale.ROOT));
        return selector.map(value -> new DriverSpec.Pm2(value, by, user, home, port));
    }
}
