package holdfast.cli;

import holdfast.config.Configuration;
import holdfast.config.ConfigurationFile;
import holdfast.config.Problem;
import holdfast.config.Reading;
import holdfast.config.Search;
import holdfast.config.Surroundings;
import holdfast.daemon.control.ControlClient;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The configuration that a command line is about, and the daemon that runs it.
final class Configured {
    private final Optional<String> typed;
    private final Surroundings around;

    /// @param typed what `-c` says
    Configured(Optional<String> typed, Surroundings around) {
        this.typed = typed;
        this.around = around;
    }

    /// @throws Failure with every problem there is
    Configuration load() throws Failure {
        return switch (read()) {
            case Reading.Loaded(Configuration configuration) -> configuration;
            case Reading.Refused(List<Problem> problems, _) -> throw Failure.of(problems);
        };
    }

    /// @throws Failure when there is nothing to read
    Reading read() throws Failure {
        return switch (search()) {
            case Search.Found(Path file) -> ConfigurationFile.load(shown(file), around);
            case Search.Nowhere(List<Path> looked) -> {
                Optional<Reading> fromEnvironment = ConfigurationFile.withoutFile(around);
                if (fromEnvironment.isEmpty()) {
                    throw Failure.of(Exit.USAGE, "cli.no-config", String.join(", ", looked.stream().map(Path::toString).toList()));
                }
                yield fromEnvironment.get();
            }
        };
    }

    /// Reads the same configuration again, whenever asked.
    Supplier<Reading> again(Configuration configuration) {
        return configuration.file()
                .<Supplier<Reading>>map(file -> () -> ConfigurationFile.load(file, around))
                .orElse(() -> ConfigurationFile.withoutFile(around).orElse(new Reading.Loaded(configuration)));
    }

    /// @throws Failure when no daemon answers
    ControlClient open() throws Failure {
        Optional<ControlClient> likely = openLikely();
        if (likely.isPresent()) {
            return likely.get();
        }
        Configuration configuration = load();
        return Door.open(configuration.control().socket(), name(configuration));
    }

    /// Empty when no daemon runs.
    Optional<ControlClient> tryOpen() throws Failure {
        Optional<ControlClient> likely = openLikely();
        return likely.isPresent() ? likely : Door.tryOpen(load().control().socket());
    }

    /// Where it most likely listens: that needs no reading of the file, and works while somebody is editing it.
    private Optional<ControlClient> openLikely() throws Failure {
        if (!(search() instanceof Search.Found(Path file)) || !Files.exists(file)) {
            return Optional.empty();
        }
        for (Path socket : ConfigurationFile.likelySockets(file, around)) {
            Optional<ControlClient> client = Door.tryOpen(socket);
            if (client.isPresent()) {
                return client;
            }
        }
        return Optional.empty();
    }

    static String names(Configuration configuration) {
        return String.join(", ", configuration.fleet().services().stream().map(spec -> spec.id().name()).toList());
    }

    /// How messages call a configuration.
    static String name(Configuration configuration) {
        return configuration.file().map(Path::toString).orElse("the environment");
    }

    private Search search() throws Failure {
        try {
            return ConfigurationFile.find(typed.map(Path::of), around);
        } catch (InvalidPathException e) {
            throw Failure.of(Exit.USAGE, "cli.bad-path", e.getInput());
        }
    }

    /// As the person called it, so that what is printed can be clicked and pasted.
    private Path shown(Path file) {
        Path here = around.workingDirectory();
        return typed.map(Path::of).orElseGet(() -> file.startsWith(here) ? here.relativize(file) : file);
    }
}
