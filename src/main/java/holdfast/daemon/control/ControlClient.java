package holdfast.daemon.control;

import holdfast.daemon.Reloader;
import holdfast.model.CheckId;
import holdfast.model.Event;
import holdfast.model.ProbeResult;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import io.avaje.json.JsonException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The command line's end of the control socket.
///
/// Threading: one thread at a time.
public final class ControlClient implements AutoCloseable {
    /// Longest answer: ten thousand services with three checks each, and room.
    private static final int ANSWER_BYTES_MAX = 64 * 1024 * 1024;

    /// The daemon answers out of memory; one that takes longer than this is stuck.
    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(10);

    /// A follower hears from the daemon every five seconds, whatever happens.
    private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /// The whole of a large fleet, started in thought.
    private static final long PLAN_NANOS = TimeUnit.SECONDS.toNanos(60);

    /// A process gets some seconds to end by itself.
    private static final long FREE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /// A large file, and whatever environment files it names.
    private static final long REREAD_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Lines lines;

    private ControlClient(SocketChannel channel) {
        this.lines = new Lines(channel, ANSWER_BYTES_MAX);
    }

    /// @throws IOException when nobody listens there, or it may not be opened
    public static ControlClient connect(Path socket) throws IOException {
        return new ControlClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    public Picture picture() throws IOException, Refusal {
        return PictureReader.picture(ask(new Tree().put("ask", "status")));
    }

    public List<Card> cards() throws IOException, Refusal {
        return ask(new Tree().put("ask", "cards")).objects("cards").stream()
                .map(CardJson::card)
                .toList();
    }

    public void operate(ServiceId service, Event.Request request) throws IOException, Refusal {
        operate(service, request, false);
    }

    /// @param forces a pin does not count
    public void operate(ServiceId service, Event.Request request, boolean forces) throws IOException, Refusal {
        ask(new Tree()
                .put("ask", "operate")
                .put("service", service.name())
                .put("request", RequestJson.tree(request))
                .put("force", forces));
    }

    /// What would be done.
    ///
    /// @param order for each of the services; absent = what the daemon does by itself
    public Plan plan(Optional<Event.Order> order, List<ServiceId> services, boolean forces) throws IOException, Refusal {
        var question = new Tree()
                .put("ask", "plan")
                .put("order", order.map(Tree::word))
                .putTexts("services", services.stream().map(ServiceId::name).toList())
                .put("force", forces);
        return PlanJson.read(ask(question, PLAN_NANOS));
    }

    /// @param nanos the check's own deadline
    public ProbeResult probe(CheckId check, long nanos) throws IOException, Refusal {
        var question = new Tree()
                .put("ask", "probe")
                .put("service", check.service().name())
                .put("check", check.name());
        return PictureReader.result(ask(question, ANSWER_NANOS + nanos));
    }

    /// The newest facts, oldest first.
    public List<Stamped> facts(Optional<ServiceId> service, int most) throws IOException, Refusal {
        var question = new Tree().put("ask", "facts").put("most", most);
        return facts(ask(question.put("service", service.map(ServiceId::name))));
    }

    /// The newest first.
    public List<IncidentTold> incidents(int most) throws IOException, Refusal {
        return ask(new Tree().put("ask", "incidents").put("most", most)).objects("incidents").stream()
                .map(IncidentJson::read)
                .toList();
    }

    public List<Stamped> incident(long number) throws IOException, Refusal {
        return facts(ask(new Tree().put("ask", "incident").put("incident", number)));
    }

    /// Has the daemon read its configuration again.
    public Reloader.Outcome reread() throws IOException, Refusal {
        return RereadJson.read(ask(new Tree().put("ask", "reread"), REREAD_NANOS));
    }

    public List<PortUse> ports() throws IOException, Refusal {
        return ask(new Tree().put("ask", "ports")).objects("ports").stream()
                .map(CardJson::portUse)
                .toList();
    }

    public PortFreed freePort(int port, Set<PortFreed.Stranger> named) throws IOException, Refusal {
        return PortFreed.read(ask(new Tree().put("ask", "free-port").put("port", port).put("strangers", PortFreed.trees(named)), FREE_NANOS));
    }

    /// From now on this connection only brings facts: see [#next].
    public void follow() throws IOException, Refusal {
        ask(new Tree().put("ask", "follow"));
    }

    /// The next fact of a [#follow]; waits for it. Empty when the daemon has hung up.
    public Optional<Stamped> next() throws DaemonGone {
        try {
            return nextFact();
        } catch (IOException e) {
            throw new DaemonGone(e);
        }
    }

    private Optional<Stamped> nextFact() throws IOException {
        for (var line = lines.read(ALIVE_NANOS); line.isPresent(); line = lines.read(ALIVE_NANOS)) {
            Optional<Stamped> fact = Json.read(line.get()).object("fact").flatMap(FactJson::read);
            if (fact.isPresent()) {
                return fact;
            }
        }
        return Optional.empty();
    }

    private static List<Stamped> facts(JsonObject answer) {
        return answer.objects("facts").stream()
                .flatMap(fact -> FactJson.read(fact).stream())
                .toList();
    }

    private JsonObject ask(Tree question) throws DaemonGone, Refusal {
        return ask(question, ANSWER_NANOS);
    }

    private JsonObject ask(Tree question, long nanos) throws DaemonGone, Refusal {
        try {
            return answer(question, nanos);
        } catch (IOException e) {
            throw new DaemonGone(e);
        }
    }

    private JsonObject answer(Tree question, long nanos) throws IOException, Refusal {
        lines.write(Json.line(question.map()), ANSWER_NANOS);
        String line = lines.read(nanos).orElseThrow(() -> new IOException("the daemon hung up"));
        try {
            JsonObject answer = Json.read(line);
            if (!answer.isTrue("ok")) {
                JsonObject reason = answer.object("reason").orElseThrow(() -> new IOException("no reason given"));
                throw new Refusal(
                        Tree.constant(Refusal.Code.class, answer.text("code")),
                        new Reason(reason.text("key"), reason.texts("values")));
            }
            return answer;
        } catch (JsonException e) {
            throw new IOException("the daemon speaks another language: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
