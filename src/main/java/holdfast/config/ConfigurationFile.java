package holdfast.config;

import holdfast.model.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/// The way into this room: find a configuration, read it.
///
/// Reading the same text in the same surroundings gives equal specifications, so whoever reloads can compare them.
///
/// Threading: any.
public final class ConfigurationFile {
    private static final String SOCKET = "control.sock";
    private static final String STATE = "state:";

    private ConfigurationFile() {}

    /// The file to read: the one an option names, else the one `HOLDFAST_CONFIG` names, else `./holdfast.yaml`,
    /// `~/.config/holdfast/holdfast.yaml` or `/etc/holdfast/holdfast.yaml`, whichever is there first.
    public static Search find(Optional<Path> fromOption, Surroundings around) {
        Optional<Path> named = fromOption.or(() -> Optional.ofNullable(around.environment().get("HOLDFAST_CONFIG"))
                .filter(text -> !text.isBlank())
                .map(Path::of));
        if (named.isPresent()) {
            return new Search.Found(around.workingDirectory().resolve(named.get()).normalize());
        }
        var looked = new ArrayList<Path>();
        for (Path place : List.of(
                around.workingDirectory().resolve("holdfast.yaml"),
                around.home().resolve(".config/holdfast/holdfast.yaml"),
                Path.of("/etc/holdfast/holdfast.yaml"))) {
            if (Files.exists(place)) {
                return new Search.Found(place);
            }
            looked.add(place);
        }
        return new Search.Nowhere(looked);
    }

    /// Reads a file. In messages it is called as the caller calls it.
    public static Reading load(Path file, Surroundings around) {
        var problems = new Problems(file.toString());
        Path absolute = around.workingDirectory().resolve(file).normalize();
        Path directory = Optional.ofNullable(absolute.getParent()).orElse(absolute);
        Optional<String> text =
                TextFile.read(absolute, file.toString(), Position.whole(file.toString()), Limits.CONFIG_BYTES, problems);
        var source = new Source(
                file.toString(), directory, around.home(), new Interpolation(around.environment()), problems);
        if (text.isEmpty()) {
            EnvironmentVariables.read(around, problems);
            return problems.refusal();
        }
        return read(text.get(), Optional.of(absolute), source, around);
    }

    /// Where the daemon of a configuration most likely listens, likeliest first: what a line of the file says plainly, and the usual
    /// place. Found without reading the file as what it is, which takes longer than all that `status` does besides, and works while
    /// somebody is editing it. Only a daemon that answers proves it.
    public static List<Path> likelySockets(Path file, Surroundings around) {
        Path usual = StatePaths.directory(file, around).resolve(SOCKET);
        return plainState(file).map(state -> List.of(state.resolve(SOCKET), usual)).orElseGet(() -> List.of(usual));
    }

    /// The state directory, if one line at the top level names it without quotes, variables or anything else to be worked out.
    private static Optional<Path> plainState(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(STATE))
                    .map(line -> line.substring(STATE.length()).strip())
                    .filter(ConfigurationFile::isPlain)
                    .findFirst()
                    .map(file.toAbsolutePath()::resolveSibling);
        } catch (IOException | UncheckedIOException unreadable) {
            // Whoever reads it in earnest says so.
            return Optional.empty();
        }
    }

    private static boolean isPlain(String path) {
        return !path.isEmpty() && path.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '/' || c == '.' || c == '_' || c == '-');
    }

    /// What the variables `API_URL`, `APP_URL` and `APP_PORT` alone describe: one service that is only looked at. Empty when none of
    /// them is set. Its state belongs to the working directory, as if `./holdfast.yaml` said the same.
    public static Optional<Reading> withoutFile(Surroundings around) {
        return WatchedByEnvironment.read(around.environment()).map(watched -> {
            var source = new Source(
                    "environment",
                    around.workingDirectory(),
                    around.home(),
                    new Interpolation(around.environment()),
                    new Problems("environment"));
            return switch (read(watched.text(), Optional.empty(), source, around)) {
                case Reading.Loaded loaded -> loaded;
                case Reading.Refused(List<Problem> problems, Set<Path> files) ->
                    new Reading.Refused(problems.stream().map(watched::ofVariable).distinct().toList(), files);
            };
        });
    }

    private static Reading read(String text, Optional<Path> file, Source source, Surroundings around) {
        Problems problems = source.problems();
        Optional<Node> node = YamlReader.read(source.file(), text, problems);
        EnvironmentVariables variables = EnvironmentVariables.read(around, problems);
        Path state = StatePaths.directory(file.orElse(around.workingDirectory().resolve("holdfast.yaml")), around);
        Optional<Configuration> configuration =
                node.flatMap(root -> new ConfigurationReader(source, variables).read(root, file, state));
        return configuration
                .<Reading>map(Reading.Loaded::new)
                .orElseGet(problems::refusal);
    }
}
