package holdfast.driver.docker;

import holdfast.driver.docker.Engine.Listed;
import holdfast.model.Reason;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Finds the one container that a service is.
///
/// Threading: any; blocks its caller for as long as the engine may take.
final class Lookup {
    /// Names of containers that a sentence shows.
    private static final int NAMES_SHOWN = 5;

    /// Characters of an id that people write for it.
    private static final int ID_CHARACTERS = 12;

    private final Engine engine;

    Lookup(Engine engine) {
        this.engine = engine;
    }

    /// What was found.
    sealed interface Place {
        record One(Container container) implements Place {}

        record None(Reason reason) implements Place {}

        /// More than one, so nobody knows which is meant; or the engine said nothing that could be understood.
        record Unclear(Reason reason) implements Place {}
    }

    Place find(Target target) {
        return target.name().map(this::named).orElseGet(() -> labelled(target));
    }

    private Place named(String name) {
        return switch (engine.inspect(name)) {
            // The engine also takes the beginning of an id for a name.
            case Reply.Said<Container>(Container container) when isMeant(container, name) -> new Place.One(container);
            case Reply.Said<Container> _, Reply.Missing<Container> _ ->
                new Place.None(Reason.of("driver.docker.no-container", name, engine.client().endpoint()));
            case Reply.Refused<Container>(int _, String message) -> refused(message);
            case Reply.Silent<Container>(Reason reason) -> new Place.Unclear(reason);
        };
    }

    private static boolean isMeant(Container container, String name) {
        return container.name().equals(name) || (name.length() >= ID_CHARACTERS && container.id().startsWith(name));
    }

    private Place labelled(Target target) {
        return switch (engine.labelled(target.labels())) {
            case Reply.Said<List<Listed>>(List<Listed> all) when all.size() == 1 -> inspected(all.getFirst(), target);
            case Reply.Said<List<Listed>>(List<Listed> none) when none.isEmpty() -> none(target);
            case Reply.Said<List<Listed>>(List<Listed> several) -> new Place.Unclear(
                    Reason.of("driver.docker.several", target.shown(), several.size(), names(several)));
            case Reply.Missing<List<Listed>>(String message) -> refused(message);
            case Reply.Refused<List<Listed>>(int _, String message) -> refused(message);
            case Reply.Silent<List<Listed>>(Reason reason) -> new Place.Unclear(reason);
        };
    }

    private Place inspected(Listed listed, Target target) {
        return switch (engine.inspect(listed.id())) {
            case Reply.Said<Container>(Container container) -> new Place.One(container);
            // Removed between the two questions.
            case Reply.Missing<Container> _ -> none(target);
            case Reply.Refused<Container>(int _, String message) -> refused(message);
            case Reply.Silent<Container>(Reason reason) -> new Place.Unclear(reason);
        };
    }

    private Place none(Target target) {
        Optional<ComposeProject> project = target.project();
        return new Place.None(project.isPresent()
                ? Reason.of("driver.docker.no-service", target.shown(), project.get().name())
                : Reason.of("driver.docker.no-label", target.shown(), engine.client().endpoint()));
    }

    private Place refused(String message) {
        return new Place.Unclear(Reason.of("driver.docker.refused", engine.client().endpoint(), message));
    }

    private static String names(List<Listed> several) {
        String shown = several.stream().limit(NAMES_SHOWN).map(Listed::name).collect(Collectors.joining(", "));
        return several.size() > NAMES_SHOWN ? shown + ", …" : shown;
    }
}
