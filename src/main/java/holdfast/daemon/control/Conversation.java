package holdfast.daemon.control;

import holdfast.model.CheckId;
import holdfast.model.Reason;
import holdfast.model.ServiceId;
import holdfast.model.Stamped;
import holdfast.text.Texts;
import io.avaje.json.JsonException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.net.UnixDomainPrincipal;

/// One caller on the control socket, question after question, until it hangs up.
final class Conversation {
    /// Longest question, in bytes. They name a verb and a service or two.
    static final int QUESTION_BYTES_MAX = 16 * 1024;

    /// A caller that asks nothing for this long has forgotten us; `status --watch` asks every second.
    private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /// A caller that does not take its answer for this long is stopped or gone.
    private static final long TAKE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /// Facts kept for a follower that is slower than they come; more, and it is dropped.
    private static final int FOLLOW_QUEUE = 4096;

    /// How often a follower hears that nothing happened: it can tell a quiet daemon from a dead one, and we a dead follower.
    private static final long ALIVE_SECONDS = 5;

    private static final int FACTS_MAX = 10_000;

    private static final int PORT_MAX = 65_535;

    private final Lines lines;
    private final UnixDomainPrincipal peer;
    private final Peers peers;
    private final Served served;
    private final Texts texts = Texts.english();
    private final PictureJson pictures = new PictureJson(texts);

    Conversation(SocketChannel channel, Peers peers, Served served) throws IOException {
        this.lines = new Lines(channel, QUESTION_BYTES_MAX);
        this.peer = Peers.principal(channel);
        this.peers = peers;
        this.served = served;
    }

    void hold() throws IOException {
        if (!peers.mayTalk(peer)) {
            refuse(refusal(Refusal.Code.NOT_PERMITTED, "daemon.control.not-permitted", peer.user().getName()));
            return;
        }
        for (Optional<String> line = read(); line.isPresent(); line = read()) {
            try {
                JsonObject question = Json.read(line.get());
                if (question.optionalText("ask").equals(Optional.of("follow"))) {
                    follow();
                    return;
                }
                say(answer(question).put("ok", true));
            } catch (Refusal refusal) {
                refuse(refusal);
            } catch (JsonException | IllegalArgumentException e) {
                refuse(refusal(Refusal.Code.NOT_UNDERSTOOD, "daemon.control.not-understood", String.valueOf(e.getMessage())));
            }
        }
    }

    private Optional<String> read() throws IOException {
        try {
            return lines.read(SILENCE_NANOS);
        } catch (Lines.LineTooLong e) {
            refuse(refusal(Refusal.Code.NOT_UNDERSTOOD, "daemon.control.too-long", QUESTION_BYTES_MAX));
            return Optional.empty();
        }
    }

    private Tree answer(JsonObject question) throws Refusal {
        try {
            return switch (question.text("ask")) {
                case "status" -> pictures.tree(served.picture());
                case "cards" -> new Tree().put("cards", served.cards().stream().map(CardJson::tree).toList());
                case "operate" -> operate(question);
                case "plan" -> PlanJson.tree(orders().plan(question), texts);
                case "probe" -> probe(question);
                case "facts" -> facts(served.facts(question.optionalText("service").map(ServiceId::new), most(question)));
                case "incidents" -> incidents(served.incidents(most(question)));
                case "incident" -> incident(question.number("incident"));
                case "ports" -> new Tree().put("ports", served.ports().stream().map(CardJson::tree).toList());
                case "reread" -> RereadJson.tree(served.reread());
                case "free-port" -> freePort(question);
                default -> throw refusal(Refusal.Code.NOT_UNDERSTOOD, "daemon.control.unknown", question.text("ask"));
            };
        } catch (IOException e) {
            throw refusal(Refusal.Code.FAILED, "daemon.control.failed", String.valueOf(e.getMessage()));
        }
    }

    private Tree operate(JsonObject question) throws Refusal {
        orders().carryOut(question);
        return new Tree();
    }

    private Orders orders() {
        return new Orders(served, "cli:" + peer.user().getName());
    }

    private Tree probe(JsonObject question) throws Refusal {
        var check = new CheckId(new ServiceId(question.text("service")), question.text("check"));
        return served.probe(check)
                .map(pictures::result)
                .orElseThrow(() -> refusal(Refusal.Code.UNKNOWN_CHECK, "daemon.control.unknown-check", check));
    }

    private Tree freePort(JsonObject question) {
        int port = Math.clamp(question.number("port"), 1, PORT_MAX);
        PortFreed freed = served.freePort(port, PortFreed.processes(question.objects("strangers")));
        return PortFreed.tree(freed, pictures.reason(freed.reason()));
    }

    private Tree incident(long number) throws Refusal, IOException {
        List<Stamped> found = served.incident(number);
        if (found.isEmpty()) {
            throw refusal(Refusal.Code.UNKNOWN_INCIDENT, "daemon.control.unknown-incident", number);
        }
        return facts(found);
    }

    private Tree incidents(List<IncidentTold> incidents) {
        return new Tree().put("incidents", incidents.stream().map(each -> IncidentJson.tree(each, texts)).toList());
    }

    private static Tree facts(List<Stamped> facts) {
        return new Tree().put("facts", facts.stream().map(FactJson::sent).toList());
    }

    private static int most(JsonObject question) {
        return Math.clamp(question.number("most"), 1, FACTS_MAX);
    }

    /// Until the caller hangs up, or is too slow.
    private void follow() throws IOException {
        var waiting = new ArrayBlockingQueue<Stamped>(FOLLOW_QUEUE);
        var overflow = new AtomicBoolean();
        try (var _ = served.follow(fact -> {
            if (!waiting.offer(fact)) {
                overflow.set(true);
            }
        })) {
            say(new Tree().put("ok", true));
            while (!overflow.get()) {
                Optional<Stamped> next = Optional.ofNullable(waiting.poll(ALIVE_SECONDS, TimeUnit.SECONDS));
                say(next.map(fact -> new Tree().put("fact", FactJson.sent(fact))).orElseGet(() -> new Tree().put("alive", true)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void say(Tree tree) throws IOException {
        lines.write(Json.line(tree.map()), TAKE_NANOS);
    }

    private void refuse(Refusal refusal) throws IOException {
        say(new Tree()
                .put("ok", false)
                .put("code", refusal.code())
                .put("reason", pictures.reason(refusal.reason())));
    }

    private static Refusal refusal(Refusal.Code code, String key, Object... values) {
        return new Refusal(code, Reason.of(key, values));
    }
}
