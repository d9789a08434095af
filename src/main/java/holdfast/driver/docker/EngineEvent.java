package holdfast.driver.docker;

import java.util.Map;
import java.util.Optional;

/// One thing that an engine says has happened to a container (`GET /events`). The order in which `die` and `stop` come is not
/// certain; a container stopped while it waits for its restart has a `stop` and no `die`.
///
/// @param id of the container
/// @param attributes labels, `name`, `image`, and what belongs to the action: `exitCode`, `signal`
record EngineEvent(Action action, String id, Map<String, String> attributes, long nanos) {
    /// Actions that mean something here.
    enum Action {
        CREATE,
        START,
        RESTART,
        /// Its first process ended.
        DIE,
        /// Somebody asked the engine to stop it, and it is done.
        STOP,
        /// Somebody asked the engine to signal it; a stop begins with one.
        KILL,
        OUT_OF_MEMORY,
        PAUSE,
        UNPAUSE,
        DESTROY,
        RENAME,
        HEALTH
    }

    /// The words by which the engine is told what to send. A container whose health is checked makes three further events at every
    /// check; they are not wanted.
    static final Map<String, Action> WORDS = Map.ofEntries(
            Map.entry("create", Action.CREATE),
            Map.entry("start", Action.START),
            Map.entry("restart", Action.RESTART),
            Map.entry("die", Action.DIE),
            Map.entry("stop", Action.STOP),
            Map.entry("kill", Action.KILL),
            Map.entry("oom", Action.OUT_OF_MEMORY),
            Map.entry("pause", Action.PAUSE),
            Map.entry("unpause", Action.UNPAUSE),
            Map.entry("destroy", Action.DESTROY),
            Map.entry("rename", Action.RENAME),
            Map.entry("health_status", Action.HEALTH));

    /// Empty for what means nothing here. `health_status: unhealthy` carries its value in its name.
    static Optional<EngineEvent> of(JsonObject event) {
        String word = event.text("Action").or(() -> event.text("status")).orElse("");
        int colon = word.indexOf(':');
        Action action = WORDS.get(colon < 0 ? word : word.substring(0, colon));
        JsonObject actor = event.in("Actor");
        Optional<String> id = actor.text("ID").or(() -> event.text("id"));
        boolean isContainer = event.text("Type").orElse("container").equals("container");
        if (action == null || id.isEmpty() || !isContainer) {
            return Optional.empty();
        }
        long nanos = event.number("timeNano") > 0 ? event.number("timeNano") : event.number("time") * 1_000_000_000L;
        return Optional.of(new EngineEvent(action, id.get(), actor.in("Attributes").texts(), nanos));
    }

    Optional<String> attribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    String name() {
        return attribute("name").orElse("");
    }
}
