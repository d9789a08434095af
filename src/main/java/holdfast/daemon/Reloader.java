package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.config.Problem;
import holdfast.config.Reading;
import holdfast.model.Event;
import holdfast.model.Reason;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Reads the configuration anew and hands the difference to the core. One that is not valid changes nothing, and says so.
///
/// Threading: any, one at a time.
public final class Reloader {
    private final Supplier<Reading> source;
    private final Engine engine;
    private final Consumer<Configuration> followers;
    private volatile Configuration current;
    private volatile Set<Path> files;

    /// @param followers told of every configuration that comes into force
    Reloader(Configuration current, Supplier<Reading> source, Engine engine, Consumer<Configuration> followers) {
        this.current = current;
        this.files = current.files();
        this.source = source;
        this.engine = engine;
        this.followers = followers;
    }

    /// What became of it.
    public sealed interface Outcome {
        /// The core has the new fleet, or will have it within a moment.
        record Changed() implements Outcome {}

        /// It says the same as before.
        record Unchanged() implements Outcome {}

        /// Nothing was changed.
        record Refused(List<Problem> problems) implements Outcome {
            public Refused {
                problems = List.copyOf(problems);
            }
        }
    }

    Configuration current() {
        return current;
    }

    /// What the configuration in force was made from, and what was looked into at the last reading: both may change what it says.
    Set<Path> files() {
        return files;
    }

    synchronized Outcome reload() {
        Reading reading = source.get();
        var all = new HashSet<>(reading.files());
        if (reading instanceof Reading.Refused) {
            all.addAll(current.files());
        }
        files = Set.copyOf(all);
        return switch (reading) {
            case Reading.Refused(List<Problem> problems, _) -> {
                engine.note(Progress.Note.ERROR, Reason.of("daemon.reload.refused", problems.size()));
                problems.forEach(problem -> engine.note(
                        Progress.Note.ERROR,
                        Reason.of("daemon.reload.refused-at", problem.where()),
                        problem.problem(),
                        problem.fix()));
                yield new Outcome.Refused(problems);
            }
            case Reading.Loaded(Configuration next) -> apply(next);
        };
    }

    private Outcome apply(Configuration next) {
        Configuration before = current;
        current = next;
        followers.accept(next);
        boolean isMoved = !before.stateDirectory().equals(next.stateDirectory())
                || !before.control().equals(next.control())
                || !before.log().equals(next.log());
        if (isMoved) {
            engine.note(Progress.Note.WARNING, Reason.of("daemon.reload.needs-restart"));
        }
        if (before.fleet().services().equals(next.fleet().services())) {
            engine.note(Progress.Note.INFO, Reason.of("daemon.reload.unchanged"));
            return new Outcome.Unchanged();
        }
        engine.inbox().post(new Event.FleetChanged(next.fleet()));
        engine.note(Progress.Note.INFO, Reason.of("daemon.reload.changed", next.fleet().size()));
        return new Outcome.Changed();
    }
}
