package holdfast.config;

import java.nio.file.Path;
import java.util.Optional;

/// Values that must never be shown: written in place, taken from a variable, or read from a file.
final class SecretReader {
    /// Bytes; keys and tokens are far smaller.
    static final int MOST_BYTES = 64 * 1024;

    private static final String REFERENCE = "file:";

    private SecretReader() {}

    /// Text, `file:/path`, or a mapping with `file`.
    static Optional<String> credential(Field field) {
        if (field.isMapping()) {
            return fromFile(field);
        }
        return field.text().flatMap(text -> text.value().startsWith(REFERENCE + "/")
                ? field.source()
                        .path(text.value().substring(REFERENCE.length()))
                        .flatMap(path -> content(path, field))
                : Optional.of(text.value()));
    }

    /// Any scalar as it is written, or a mapping with `file`. A text that begins with `file:` stays as it is: to many programs that
    /// is the address of a database (`DATABASE_URL: file:/srv/app.db`).
    static Optional<String> variable(Field field) {
        return field.isMapping() ? fromFile(field) : field.scalar("text").map(Field.Text::value);
    }

    private static Optional<String> fromFile(Field field) {
        return field.section(Keys.SECRET).flatMap(section -> {
            if (!section.has("file")) {
                field.problem("secret.file", field.name());
            }
            return section.field("file").flatMap(Field::path).flatMap(path -> content(path, field));
        });
    }

    /// Without the line end that editors and `echo` leave at the end.
    private static Optional<String> content(Path path, Field field) {
        Optional<String> text = TextFile.read(path, path.toString(), field.at(), MOST_BYTES, field.source().problems());
        return text.map(String::stripTrailing).filter(value -> {
            boolean isUsable = !value.isEmpty() && value.indexOf('\0') < 0;
            if (!isUsable) {
                field.problem("secret.empty", path);
            }
            return isUsable;
        });
    }
}
