package holdfast.config;

import holdfast.model.DriverSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads what Holdfast needs to start a process itself: `run`, `dir`, `user`, `env`, `env_file`.
final class RunReader {
    /// What useradd(8) accepts, and upper case, dots and a leading digit as other tools make them.
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}\\$?");

    private final Section section;
    private final Settings settings;

    RunReader(Section section, Settings settings) {
        this.section = section;
        this.settings = settings;
    }

    Optional<DriverSpec> read(Path output, Optional<Integer> port) {
        Optional<List<String>> argv = section.field("run").flatMap(RunReader::argv);
        Path directory = section.field("dir").flatMap(Field::path).orElse(section.source().directory());
        Optional<String> user = section.field("user").flatMap(RunReader::account);
        Map<String, String> environment = environment(directory);
        return argv.map(words -> new DriverSpec.Run(
                words,
                directory.toString(),
                user,
                environment,
                settings.stopSignal().orElse(Signals.TERM),
                output.toString(),
                port));
    }

    /// A line or a list: program and arguments.
    static Optional<List<String>> argv(Field field) {
        if (field.isMapping()) {
            return field.wrongKind("command or list");
        }
        Optional<List<String>> words = field.isList() ? list(field) : line(field);
        if (words.isPresent() && (words.get().isEmpty() || words.get().getFirst().isEmpty())) {
            field.problem("run.empty");
            return Optional.empty();
        }
        return words;
    }

    private static Optional<List<String>> list(Field field) {
        List<Field> items = field.items();
        List<String> words = items.stream()
                .flatMap(item -> item.scalar("text").stream())
                .map(Field.Text::value)
                .toList();
        return words.size() == items.size() ? Optional.of(words) : Optional.empty();
    }

    private static Optional<List<String>> line(Field field) {
        Optional<String> line = field.line();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        return switch (CommandLine.split(line.get())) {
            case CommandLine.Split.ShellLine() -> Optional.of(List.of("/bin/sh", "-c", line.get()));
            case CommandLine.Split.OpenQuote() -> {
                field.problem("run.quote");
                yield Optional.empty();
            }
            case CommandLine.Split.Words(List<String> written) -> {
                List<String> words = written.stream()
                        .flatMap(word -> field.fill(word).stream())
                        .map(Interpolation.Filled.Text::value)
                        .toList();
                yield words.size() == written.size() ? Optional.of(words) : Optional.empty();
            }
        };
    }

    static Optional<String> account(Field field) {
        return field.text().map(Field.Text::value).filter(name -> {
            boolean isName = ACCOUNT.matcher(name).matches();
            if (!isName) {
                field.problem("user");
            }
            return isName;
        });
    }

    /// Later env files win over earlier ones, and `env` over all of them.
    Map<String, String> environment(Path directory) {
        var environment = new LinkedHashMap<String, String>();
        Source there = section.source().relativeTo(directory);
        for (Field file : section.field("env_file").map(Field::oneOrMore).orElse(List.of())) {
            file.text()
                    .flatMap(text -> there.path(text.value()))
                    .ifPresent(path -> environment.putAll(
                            EnvFile.read(path, file.at(), section.source().problems())));
        }
        for (Field variable : section.section("env", Keys.free("env")).map(Section::fields).orElse(List.of())) {
            if (!EnvFile.NAME.matcher(variable.name()).matches()) {
                variable.source().problem(variable.keyAt(), "env.name", variable.name());
            }
            if (variable.isGiven()) {
                SecretReader.variable(variable).ifPresent(value -> environment.put(variable.name(), value));
            }
        }
        return Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /// What only a service that is started and stopped can have, on one that is only looked at.
    static void refuseOnWatched(Section watched) {
        for (String key : Keys.STARTED) {
            watched.field(key).ifPresent(field -> watched.source().problem(field.keyAt(), "watch.key", key));
        }
    }

    /// What only a service that Holdfast runs itself can have, on one that a backend runs.
    ///
    /// @param driver the key that names the backend
    static void refuseOnKeptElsewhere(Section service, String driver) {
        for (String key : Keys.RUN_ONLY) {
            service.field(key).ifPresent(field -> service.source().problem(field.keyAt(), "driver.key", key, driver));
        }
        if (service.field("stop").filter(stop -> stop.hasKey("signal")).isPresent()) {
            service.field("stop").ifPresent(stop -> stop.problem("driver.key", "signal", driver));
        }
    }
}
