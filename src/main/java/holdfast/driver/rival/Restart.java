package holdfast.driver.rival;

import holdfast.model.CommandLine;
import holdfast.model.ServiceId;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How somebody restarts a service from a shell, and whether a text does.
///
/// Threading: any.
sealed interface Restart {
    /// The words in a text that do it.
    Optional<String> in(String text);

    /// As sentences name it.
    String name();

    /// Whose command it is.
    enum Keeper {
        SYSTEMD("(?:systemctl\\b(?:\\s+-\\S+)*\\s+(?:restart|start|try-restart|reload-or-restart)\\s+)([^;&|<>\\n)]+)"
                + "|(?:\\bservice\\s+|/etc/init\\.d/)(\\S+)\\s+(?:restart|start)\\b"),
        PM2("\\bpm2\\s+(?:restart|start|reload)\\s+([^;&|<>\\n)]+)"),
        DOCKER("\\bdocker\\s+(?:container\\s+)?(?:restart|start)\\s+([^;&|<>\\n)]+)"),
        COMPOSE("\\bdocker(?:-compose|\\s+compose)\\b[^;&|<>\\n]*?\\s(?:restart|start|up)\\s+([^;&|<>\\n)]+)");

        private final Pattern pattern;

        Keeper(String pattern) {
            this.pattern = Pattern.compile(pattern);
        }
    }

    /// By its name, through the program that keeps it.
    record Named(Keeper keeper, String name) implements Restart {
        @Override
        public Optional<String> in(String text) {
            Matcher matcher = keeper.pattern.matcher(text);
            while (matcher.find()) {
                String words = Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2));
                if (Arrays.stream(words.strip().split("\\s+", -1)).map(Named::plain).anyMatch(this::isIt)) {
                    return Optional.of(matcher.group().strip());
                }
            }
            return Optional.empty();
        }

        private boolean isIt(String word) {
            return switch (keeper) {
                case SYSTEMD -> word.equals(name) || (word + ".service").equals(name);
                case PM2 -> word.equals(name) || word.equals("all");
                case DOCKER, COMPOSE -> word.equals(name);
            };
        }

        private static String plain(String word) {
            return word.replaceAll("^[\"']+|[\"']+$", "");
        }
    }

    /// By the owner's own command.
    record Command(CommandLine start, ServiceId service) implements Restart {
        @Override
        public Optional<String> in(String text) {
            Path program = Path.of(start.directory()).resolve(start.argv().getFirst()).normalize();
            Matcher matcher = Pattern.compile(Pattern.quote(program.toString()) + "[\"']?\\s+(?:re)?start\\b").matcher(text);
            return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
        }

        @Override
        public String name() {
            return service.name();
        }
    }
}
