package holdfast.config;

import holdfast.config.CheckReader.About;
import holdfast.config.CheckReader.Asked;
import holdfast.model.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the checks that are one line or a few: `tcp`, `port`, `process`, `command`.
final class PlainChecks {
    static final Question ALIVE = new Question.Processes(Optional.empty(), 1, Optional.empty(), Optional.empty());

    /// `host:port`, an IPv6 address in brackets, or only a port.
    private static final Pattern ADDRESS = Pattern.compile("(?:(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+):)?(\\d{1,5})");

    private PlainChecks() {}

    static Optional<Asked> tcp(Field field) {
        return field.parsed("tcp", PlainChecks::address);
    }

    private static Optional<Asked> address(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String host = matcher.group(1) == null ? "127.0.0.1" : matcher.group(1);
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return Scalars.integer(matcher.group(2))
                .filter(port -> port >= 1 && port <= ServiceReader.MOST_PORT)
                .map(port -> new Asked(
                        new Question.Tcp(bare, port), "tcp:" + (matcher.group(1) == null ? "" : host + ":") + port));
    }

    /// A port number, or `true` for the service's own.
    static Optional<Asked> port(Field field, About about) {
        if (about.isWatched()) {
            field.source().problem(field.keyAt(), "watch.check", "port");
            return Optional.empty();
        }
        boolean isOwn = field.is("true");
        if (isOwn && about.port().isEmpty()) {
            field.problem("port.own");
        }
        Optional<Integer> port = isOwn ? about.port() : field.integer(1, ServiceReader.MOST_PORT);
        return port.map(number -> new Asked(new Question.Port(number), "port:" + number));
    }

    /// `true`: it is alive; or a mapping with how many, which, and how big.
    static Optional<Asked> process(Field field, About about) {
        if (about.isWatched()) {
            field.source().problem(field.keyAt(), "watch.check", "process");
            return Optional.empty();
        }
        if (field.is("true")) {
            return Optional.of(new Asked(ALIVE, "process"));
        }
        return field.section(Keys.PROCESS).map(section -> {
            Count count = section.field("count").flatMap(at -> at.parsed("count", Count::parse)).orElse(Count.ALIVE);
            var question = new Question.Processes(
                    section.field("match").flatMap(Field::text).map(Field.Text::value),
                    count.least(),
                    count.most(),
                    section.field("memory").flatMap(at -> at.parsed("memory", PlainChecks::atMost)));
            return new Asked(question, "process");
        });
    }

    /// A line, a list, or a mapping with `run`.
    static Optional<Asked> command(Field field, Path directory) {
        if (!field.isMapping()) {
            return RunReader.argv(field).map(argv -> program(argv, directory, false));
        }
        return field.section(Keys.COMMAND).flatMap(section -> {
            boolean isGood = section.field("warning").flatMap(at -> at.parsed("warning", PlainChecks::warning)).orElse(false);
            return FileChecks.needed(section, "run")
                    .flatMap(RunReader::argv)
                    .map(argv -> program(argv, directory, isGood));
        });
    }

    private static Asked program(List<String> argv, Path directory, boolean warningIsGood) {
        boolean isShell = argv.size() > 2 && argv.subList(0, 2).equals(List.of("/bin/sh", "-c"));
        String name = isShell ? "sh" : argv.getFirst().substring(argv.getFirst().lastIndexOf('/') + 1);
        return new Asked(new Question.Program(argv, directory.toString(), warningIsGood), "command:" + name);
    }

    private static Optional<Boolean> warning(String text) {
        return switch (text) {
            case "good" -> Optional.of(true);
            case "bad" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<Long> atMost(String text) {
        return Scalars.sizeBytes(text.startsWith("<=") ? text.substring(2).strip() : text).filter(bytes -> bytes > 0);
    }

    /// `3`, `>= 3`, `<= 5`, `2-4`.
    record Count(int least, Optional<Integer> most) {
        static final Count ALIVE = new Count(1, Optional.empty());

        private static final Pattern RANGE = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?");

        static Optional<Count> parse(String text) {
            if (text.startsWith(">=")) {
                return Scalars.integer(text.substring(2).strip()).filter(n -> n >= 1).map(n -> new Count(n, Optional.empty()));
            }
            if (text.startsWith("<=")) {
                return Scalars.integer(text.substring(2).strip()).filter(n -> n >= 1).map(n -> new Count(1, Optional.of(n)));
            }
            Matcher range = RANGE.matcher(text);
            if (!range.matches()) {
                return Optional.empty();
            }
            int least = Integer.parseInt(range.group(1));
            int most = range.group(2) == null ? least : Integer.parseInt(range.group(2));
            return least >= 1 && least <= most ? Optional.of(new Count(least, Optional.of(most))) : Optional.empty();
        }
    }
}
