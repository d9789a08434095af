package holdfast.config;

import holdfast.model.Limits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The variables that scripts for this purpose commonly know. They stand between the `defaults:` of the file and what a service
/// says itself; `docs/configuration.md` has the table.
///
/// @param settings what the variables set
/// @param log file of Holdfast's own log
/// @param notices one for each variable that took effect, or has none in this version
record EnvironmentVariables(Settings settings, Optional<Path> log, List<Problem> notices) {
    /// Set, but of no use yet.
    private static final List<String> LATER = List.of("TELEGRAM_BOT_TOKEN", "TELEGRAM_CHAT_ID");

    static EnvironmentVariables read(Surroundings around, Problems problems) {
        return new Reader(around, problems).read();
    }

    static Position position(String name) {
        return Position.whole("environment variable " + name);
    }

    /// Seconds, or a duration with a unit.
    static Optional<Long> spanNanos(String text) {
        return Scalars.integer(text).map(seconds -> seconds * SettingsReader.SECOND).or(() -> Scalars.durationNanos(text));
    }

    private static final class Reader {
        private final Surroundings around;
        private final Problems problems;
        private final List<Problem> notices = new ArrayList<>();

        Reader(Surroundings around, Problems problems) {
            this.around = around;
            this.problems = problems;
        }

        EnvironmentVariables read() {
            var timing = new Timing(
                    span("CHECK_INTERVAL", SettingsReader.LEAST_EVERY_NANOS, "every"),
                    span("RETRY_DELAY", SettingsReader.LEAST_EVERY_NANOS, "recheck"),
                    Optional.empty(),
                    number("MAX_RETRIES", 1, SettingsReader.MOST_STRIKES, "fail_after"),
                    Optional.empty());
            Recovery recovery = Recovery.attempts(
                    number("MAX_RESTART_ATTEMPTS", 0, Limits.ATTEMPTS_REMEMBERED, "recover.attempts"),
                    span("RESTART_COOLDOWN", 0, "recover.spacing"));
            Optional<Path> log = value("LOG_FILE", "log.file", this::path, "path");
            for (String name : LATER) {
                if (isSet(name)) {
                    notices.add(Problems.problem(position(name), "variable.later", name));
                }
            }
            return new EnvironmentVariables(Settings.of(timing, recovery), log, List.copyOf(notices));
        }

        private Optional<Long> span(String name, long least, String key) {
            return value(
                    name,
                    key,
                    text -> spanNanos(text).filter(nanos -> nanos >= least && nanos <= SettingsReader.DAY),
                    Scalars.durationText(least) + " – " + Scalars.durationText(SettingsReader.DAY));
        }

        private Optional<Integer> number(String name, int least, int most, String key) {
            return value(
                    name,
                    key,
                    text -> Scalars.integer(text).filter(number -> number >= least && number <= most),
                    least + " – " + most);
        }

        private Optional<Path> path(String text) {
            return Optional.of(around.workingDirectory().resolve(text).normalize());
        }

        private <T> Optional<T> value(String name, String key, Function<String, Optional<T>> parser, String allowed) {
            if (!isSet(name)) {
                return Optional.empty();
            }
            Optional<T> value = parser.apply(around.environment().getOrDefault(name, "").strip());
            if (value.isEmpty()) {
                problems.add(position(name), "variable.value", name, allowed);
            } else {
                notices.add(Problems.problem(position(name), "variable.used", name, key));
            }
            return value;
        }

        private boolean isSet(String name) {
            return !around.environment().getOrDefault(name, "").isBlank();
        }
    }
}
