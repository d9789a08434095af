package holdfast.daemon;

import holdfast.config.Configuration;
import holdfast.config.Problem;
import holdfast.config.Reading;
import holdfast.daemon.Reloader.Difference.Kind;
import holdfast.model.Event;
import holdfast.model.Fleet;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.ServiceSpec;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
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
        ///
        /// @param differences in the order of the names
        /// @param isHostChanged what bounds recovery on the whole host
        /// @param needsRestart something else changed too, which takes effect when Holdfast is started anew
        record Changed(List<Difference> differences, boolean isHostChanged, boolean needsRestart) implements Outcome {
            public Changed {
                differences = List.copyOf(differences);
            }
        }

        /// It says the same as before.
        record Unchanged(boolean needsRestart) implements Outcome {}

        /// Nothing was changed.
        record Refused(List<Problem> problems) implements Outcome {
            public Refused {
                problems = List.copyOf(problems);
            }
        }
    }

    /// How one service differs from before.
    public record Difference(ServiceId service, Kind kind) {
        /// What that means for it.
        public enum Kind {
            ADDED,
            REMOVED,
            /// Its process has to be started anew.
            RESTARTED,
            /// Its process goes on.
            CHANGED
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
        boolean isSameHost = before.fleet().host().equals(next.fleet().host());
        if (isSameHost && before.fleet().services().equals(next.fleet().services())) {
            engine.note(Progress.Note.INFO, Reason.of("daemon.reload.unchanged"));
            return new Outcome.Unchanged(isMoved);
        }
        engine.inbox().post(new Event.FleetChanged(next.fleet()));
        engine.note(Progress.Note.INFO, Reason.of("daemon.reload.changed", next.fleet().size()));
        return new Outcome.Changed(differences(before.fleet(), next.fleet()), !isSameHost, isMoved);
    }

    private static List<Difference> differences(Fleet before, Fleet next) {
        var kinds = new TreeMap<ServiceId, Kind>();
        for (ServiceSpec old : before.services()) {
            OptionalInt at = next.index(old.id());
            if (at.isEmpty()) {
                kinds.put(old.id(), Kind.REMOVED);
            } else if (!next.service(at.getAsInt()).equals(old)) {
                boolean isSameProcess = next.service(at.getAsInt()).driver().equals(old.driver());
                kinds.put(old.id(), isSameProcess ? Kind.CHANGED : Kind.RESTARTED);
            }
        }
        for (ServiceSpec spec : next.services()) {
            if (before.index(spec.id()).isEmpty()) {
                kinds.put(spec.id(), Kind.ADDED);
            }
        }
        return kinds.entrySet().stream().map(one -> new Difference(one.getKey(), one.getValue())).toList();
    }
}
