package holdfast.config;

import holdfast.config.CheckReader.Asked;
import holdfast.model.FileMode;
import holdfast.model.FileRules;
import holdfast.model.Question;
import holdfast.model.Question.Range;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads the checks of files: `files`, `env`, `sqlite`. Relative paths are seen from the directory that the service runs in.
final class FileChecks {
    /// What useradd(8) accepts, and upper case, dots and a leading digit as other tools make them.
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}\\$?");

    private static final Pattern SHA256 = Pattern.compile("[0-9A-Fa-f]{64}");

    /// Names of one check; more than anybody writes by hand.
    private static final int MOST_NAMES = 1000;

    private FileChecks() {}

    static Optional<Asked> files(Field field, Path directory) {
        return field.section(Keys.FILES).flatMap(section -> {
            boolean exists = section.field("exists").flatMap(Field::truth).orElse(true);
            if (!exists) {
                Keys.FILES.known().stream()
                        .filter(key -> !List.of("path", "exists").contains(key))
                        .flatMap(key -> section.field(key).stream())
                        .forEach(other -> other.source().problem(other.keyAt(), "files.absent", other.name()));
            }
            var rules = new FileRules(
                    section.field("owner").flatMap(FileChecks::account),
                    section.field("group").flatMap(FileChecks::account),
                    section.field("mode").flatMap(at -> at.parsed("mode", FileMode::parse)));
            boolean recursive = section.field("recursive").flatMap(Field::truth).orElse(true);
            Optional<Range> age = section.field("age").flatMap(at -> at.parsed("age", FileChecks::age));
            Optional<Range> bytes = section.field("size").flatMap(at -> at.parsed("file-size", FileChecks::size));
            Optional<String> text = section.field("content").flatMap(Field::text).map(Field.Text::value);
            Optional<String> sum = section.field("sha256").flatMap(at -> at.parsed("sha256", FileChecks::sum));
            return path(section, "path", directory).map(path -> new Asked(
                    new Question.Files(path.toString(), exists, recursive, rules, age, bytes, text, sum),
                    "files:" + written(section, "path")));
        });
    }

    static Optional<Asked> env(Field field, Path directory) {
        return field.section(Keys.ENV).flatMap(section -> {
            List<String> required = needed(section, "require").map(Field::oneOrMore).orElse(List.of()).stream()
                    .flatMap(item -> item.text().flatMap(_ -> item.parsed("env-name", FileChecks::variable)).stream())
                    .toList();
            section.field("require").filter(names -> names.isList() && names.items().isEmpty()).ifPresent(names -> names.problem("env.nothing"));
            section.field("require")
                    .filter(_ -> required.size() > MOST_NAMES)
                    .ifPresent(names -> names.problem("env.many", required.size(), MOST_NAMES));
            return path(section, "file", directory).map(path -> new Asked(
                    new Question.EnvFile(path.toString(), required), "env:" + written(section, "file")));
        });
    }

    /// A path, or a mapping with `file`.
    static Optional<Asked> sqlite(Field field, Path directory) {
        if (field.isMapping()) {
            return field.section(Keys.SQLITE).flatMap(section -> path(section, "file", directory)
                    .map(path -> new Asked(new Question.Sqlite(path.toString()), "sqlite:" + written(section, "file"))));
        }
        return path(field, directory)
                .map(path -> new Asked(new Question.Sqlite(path.toString()), "sqlite:" + field.line().orElse("")));
    }

    /// A field that must be there.
    static Optional<Field> needed(Section section, String key) {
        if (!section.has(key)) {
            section.problem("check.needs", section.name(), key);
        }
        return section.field(key);
    }

    static Optional<Path> path(Section section, String key, Path directory) {
        boolean isNeeded = !section.name().equals(Keys.DISK.name());
        return (isNeeded ? needed(section, key) : section.field(key)).flatMap(field -> path(field, directory));
    }

    static Optional<Path> path(Field field, Path directory) {
        return field.text().flatMap(text -> field.source().relativeTo(directory).path(text.value()));
    }

    private static String written(Section section, String key) {
        return section.field(key).flatMap(Field::line).orElse("");
    }

    /// A name, or a number without quotes.
    private static Optional<String> account(Field field) {
        return field.scalar("text").filter(text -> {
            boolean isNumber = Scalars.integer(text.value()).isPresent();
            boolean isName = ACCOUNT.matcher(text.value()).matches() && (text.isText() || isNumber);
            if (!isName) {
                field.problem("user");
            }
            return isName;
        }).map(Field.Text::value);
    }

    private static Optional<Range> age(String text) {
        return Comparison.range(text, Scalars::durationNanos);
    }

    private static Optional<Range> size(String text) {
        return Comparison.range(text, Scalars::sizeBytes);
    }

    private static Optional<String> sum(String text) {
        return SHA256.matcher(text).matches() ? Optional.of(text.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private static Optional<String> variable(String text) {
        return EnvFile.NAME.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
}
