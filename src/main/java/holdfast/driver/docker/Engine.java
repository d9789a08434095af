package holdfast.driver.docker;

import holdfast.model.Reason;
import io.avaje.json.JsonException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// What is asked of one engine, in the words of its API.
///
/// Threading: any; every call blocks its caller, at most for the time it names.
final class Engine {
    /// Nanoseconds for what has to move files or namespaces about: a start, a creation, a removal. A start on a busy disk takes some
    /// seconds; a start that the core has not heard of for a minute is looked into.
    private static final long SLOW_NANOS = 45_000_000_000L;

    /// Nanoseconds on top of the stop grace: the kill, and the engine's own clearing up.
    private static final long AFTER_GRACE_NANOS = 15_000_000_000L;

    /// Nanoseconds for a container that is being removed to vanish.
    private static final long REMOVAL_NANOS = 10_000_000_000L;

    private final EngineClient client;
    private final long quickNanos;

    Engine(EngineClient client) {
        this(client, EngineClient.QUICK_NANOS);
    }

    /// @param quickNanos for what an engine answers out of its memory
    private Engine(EngineClient client, long quickNanos) {
        this.client = client;
        this.quickNanos = quickNanos;
    }

    /// The same engine for somebody who has less time.
    Engine within(long nanos) {
        return new Engine(client, Math.min(nanos, quickNanos));
    }

    /// One line of a list of containers.
    record Listed(String id, String name, String image, Map<String, String> labels) {}

    EngineClient client() {
        return client;
    }

    /// @param container id or name
    Reply<Container> inspect(String container) {
        Request request = Request.get("/containers/" + Request.part(container) + "/json", quickNanos);
        return object(request).map(Container::of);
    }

    /// Containers in any state with all of these labels, each `NAME` or `NAME=VALUE`.
    Reply<List<Listed>> labelled(List<String> labels) {
        String query = Request.query(Map.of("all", "1", "filters", Json.write(Map.of("label", labels))));
        Request request = Request.get("/containers/json" + query, quickNanos);
        return client.ask(request).then(text -> parsed(request, () -> Json.objects(text).stream()
                .map(Engine::listed)
                .toList()));
    }

    /// All containers that run.
    Reply<List<Listed>> running() {
        Request request = Request.get("/containers/json", quickNanos);
        return client.ask(request).then(text -> parsed(request, () -> Json.objects(text).stream()
                .map(Engine::listed)
                .toList()));
    }

    /// Running already is as good as started.
    Reply<Boolean> start(String id) {
        return done(Request.post("/containers/" + id + "/start", SLOW_NANOS));
    }

    Reply<Boolean> unpause(String id) {
        return done(Request.post("/containers/" + id + "/unpause", SLOW_NANOS));
    }

    /// The container's own stop signal, after the grace KILL. Down already is as good as stopped.
    Reply<Boolean> stop(String id, long graceSeconds) {
        long within = graceSeconds * 1_000_000_000L + AFTER_GRACE_NANOS;
        return done(Request.post("/containers/" + id + "/stop?t=" + graceSeconds, within));
    }

    /// A signal to its first process.
    Reply<Boolean> kill(String id, int signal) {
        return done(Request.post("/containers/" + id + "/kill?signal=" + signal, quickNanos));
    }

    /// What a command that ran in a container came to.
    record Ran(long exitCode, List<String> output) {}

    /// Runs a command in a container to its end, as the user and in the directory that the container has.
    Reply<Ran> run(String id, List<String> argv, long withinNanos) {
        Map<String, Object> wanted = new TreeMap<>(Map.of("Cmd", argv, "AttachStdout", true, "AttachStderr", true));
        return object(Request.post("/containers/" + id + "/exec", wanted, quickNanos))
                .map(made -> made.text("Id").orElse(""))
                .then(exec -> client.bytes(Request.post("/exec/" + exec + "/start", Map.of("Detach", false, "Tty", false), withinNanos))
                        .then(output -> object(Request.get("/exec/" + exec + "/json", quickNanos))
                                .map(ended -> new Ran(ended.number("ExitCode"), LogFrames.lines(output, false)))));
    }

    /// Returns when it is not there any more.
    Reply<Boolean> awaitRemoval(String id) {
        return done(Request.post("/containers/" + id + "/wait?condition=removed", REMOVAL_NANOS));
    }

    Reply<Boolean> rename(String id, String name) {
        return done(Request.post(
                "/containers/" + id + "/rename" + Request.query(Map.of("name", name)), quickNanos));
    }

    /// The id of the new container.
    Reply<String> create(String name, Map<String, ?> settings) {
        Request request =
                Request.post("/containers/create" + Request.query(Map.of("name", name)), settings, SLOW_NANOS);
        return object(request).map(created -> created.text("Id").orElse(""));
    }

    /// Its named volumes stay, and so do those without a name.
    Reply<Boolean> remove(String id) {
        return done(Request.delete("/containers/" + id + "?force=1", SLOW_NANOS));
    }

    /// @param settings of the endpoint, as an inspection shows them
    Reply<Boolean> connect(String network, String id, Map<String, ?> settings) {
        Map<String, Object> body = new TreeMap<>(Map.of("Container", id, "EndpointConfig", settings));
        return done(Request.post("/networks/" + Request.part(network) + "/connect", body, SLOW_NANOS));
    }

    /// What the container wrote last.
    ///
    /// @param isStamped each line has its time in front
    Reply<List<String>> logs(Container container, int lines, boolean isStamped) {
        boolean isTerminal = container.settings().in("Config").isTrue("Tty");
        String query = Request.query(Map.of(
                "stdout", "1", "stderr", "1", "timestamps", isStamped ? "1" : "0", "tail", Integer.toString(lines)));
        Request request = Request.get("/containers/" + container.id() + "/logs" + query, quickNanos);
        return client.bytes(request).map(bytes -> LogFrames.lines(bytes, isTerminal));
    }

    /// The same, and all that it writes from then on, until it ends.
    Reply<Boolean> followLogs(Container container, int lines, EngineClient.Reader<Boolean> reader) {
        String query = Request.query(
                Map.of("stdout", "1", "stderr", "1", "follow", "1", "tail", Integer.toString(lines)));
        Request request = Request.get("/containers/" + container.id() + "/logs" + query, quickNanos);
        return client.follow(request, new Line(), reader);
    }

    /// What the engine remembers of a container: its last few hundred events of all containers.
    Reply<List<EngineEvent>> history(String id, long sinceSeconds, long untilSeconds) {
        String query = Request.query(Map.of(
                "since", Long.toString(sinceSeconds),
                "until", Long.toString(untilSeconds),
                "filters", Json.write(Map.of("container", List.of(id), "type", List.of("container")))));
        Request request = Request.get("/events" + query, quickNanos);
        return client.ask(request).then(text -> parsed(request, () -> text.lines()
                .filter(line -> !line.isBlank())
                .flatMap(line -> EngineEvent.of(Json.object(line)).stream())
                .toList()));
    }

    private Reply<Boolean> done(Request request) {
        return client.ask(request).map(_ -> true);
    }

    private Reply<JsonObject> object(Request request) {
        return client.ask(request).then(text -> parsed(request, () -> Json.object(text)));
    }

    /// An answer that cannot be understood is none.
    private <T> Reply<T> parsed(Request request, Supplier<T> parser) {
        try {
            return new Reply.Said<>(parser.get());
        } catch (JsonException e) {
            return new Reply.Silent<>(
                    Reason.of("driver.docker.no-json", client.endpoint(), request.path().replaceFirst("\\?.*", "")));
        }
    }

    private static Listed listed(JsonObject one) {
        String name = one.texts("Names").stream().findFirst().orElse("");
        return new Listed(
                one.text("Id").orElse(""),
                name.startsWith("/") ? name.substring(1) : name,
                one.text("Image").orElse(""),
                one.in("Labels").texts());
    }
}
