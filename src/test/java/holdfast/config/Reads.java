package holdfast.config;

import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import holdfast.text.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.fail;

/// Reads texts as configuration files in a directory of their own.
final class Reads {
    private static final Texts TEXTS = Texts.english();

    private final Path directory;
    private final Map<String, String> environment;

    Reads(Path directory) {
        this(directory, Map.of());
    }

    Reads(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    Surroundings around() {
        return new Surroundings(environment, directory, Path.of("/home/somebody"), false);
    }

    Reading read(String text) {
        try {
            Files.writeString(directory.resolve("holdfast.yaml"), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return ConfigurationFile.load(Path.of("holdfast.yaml"), around());
    }

    Configuration good(String text) {
        return switch (read(text)) {
            case Reading.Loaded(Configuration configuration) -> configuration;
            case Reading.Refused(List<Problem> problems, _) -> fail("refused:\n" + String.join("\n", said(problems)) + "\n\n" + text);
        };
    }

    List<Problem> bad(String text) {
        return switch (read(text)) {
            case Reading.Loaded _ -> fail("accepted:\n" + text);
            case Reading.Refused(List<Problem> problems, _) -> problems;
        };
    }

    /// Every problem in words.
    List<String> badSaid(String text) {
        return said(bad(text));
    }

    /// The only service of a text.
    ServiceSpec service(String text) {
        return good(text).fleet().services().getFirst();
    }

    static ServiceSpec service(Configuration configuration, String name) {
        return configuration.fleet().service(configuration.fleet().index(new ServiceId(name)).orElseThrow());
    }

    static List<String> said(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.where() + ": " + TEXTS.say(problem.problem()) + " (" + TEXTS.say(problem.fix()) + ")")
                .toList();
    }
}
