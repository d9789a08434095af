package holdfast.driver.rival;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a unit file and its drop-ins say, as far as it tells who restarts what: systemd.syntax(7).
///
/// @param values of the whole file, by key, in order; a key with an empty value takes back what came before
record UnitFile(Map<String, List<String>> values) {
    /// Words at the beginning of a command line in which the program may be, behind `env`, `node` or a shell.
    private static final int WRAPPERS = 3;

    private static final Map<String, String> KEEPERS = Map.of(
            "pm2", "pm2",
            "pm2-runtime", "pm2",
            "docker", "docker",
            "docker-compose", "compose");

    List<String> of(String key) {
        return values.getOrDefault(key, List.of());
    }

    Optional<String> last(String key) {
        List<String> all = of(key);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /// The value of `Restart=`.
    String restart() {
        return last("Restart").orElse("no");
    }

    boolean restarts() {
        return !restart().equals("no");
    }

    /// The first command, as it is written.
    String command() {
        return of("ExecStart").stream().findFirst().orElse("");
    }

    /// The key of the driver for what the unit starts, if that restarts things itself.
    Optional<String> keeper() {
        return of("ExecStart").stream()
                .flatMap(line -> programs(line).stream())
                .flatMap(program -> Optional.ofNullable(KEEPERS.get(program)).stream())
                .findFirst();
    }

    boolean startsPm2() {
        return keeper().filter("pm2"::equals).isPresent();
    }

    /// Not one that only brings PM2 up with what it had saved, as `pm2 startup` makes it.
    boolean runsAppsOfPm2() {
        return of("ExecStart").stream().anyMatch(line -> programs(line).contains("pm2-runtime")
                || (programs(line).contains("pm2") && Arrays.asList(words(line)).contains("start")));
    }

    private static List<String> programs(String line) {
        return Arrays.stream(words(line))
                .limit(WRAPPERS)
                .map(word -> word.replaceAll("^[-@:+!\"']+|[\"']+$", ""))
                .map(word -> Path.of(word).getFileName())
                .flatMap(name -> Optional.ofNullable(name).stream())
                .map(Path::toString)
                .toList();
    }

    private static String[] words(String line) {
        return line.strip().split("\\s+", -1);
    }

    /// Adds what a file says to what files before it said.
    static void read(String text, Map<String, List<String>> into) {
        String joined = text.replaceAll("\\\\\\R", " ");
        joined.lines().map(String::strip).filter(line -> !line.startsWith("#") && !line.startsWith(";")).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                String value = line.substring(equals + 1).strip();
                List<String> all = into.computeIfAbsent(line.substring(0, equals).strip(), _ -> new ArrayList<>());
                if (value.isEmpty()) {
                    all.clear();
                } else {
                    all.add(value);
                }
            }
        });
    }
}
