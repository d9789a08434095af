package holdfast.probe;

import holdfast.model.Limits;
import holdfast.model.ProbeResult.Phase;
import holdfast.model.Question;
import holdfast.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;

/// One HTTP probe under way, redirects included.
///
/// Threading: one probe.
final class HttpVisit implements AutoCloseable {
    private final Dialer dialer;
    private final TlsDialer tls;
    private final Deadline deadline;
    private final Phases phases = new Phases();
    private final List<String> observed = new ArrayList<>(1);
    private final BodyRoom room;
    private TlsDialer.Seen seen = new TlsDialer.Seen();
    private BodyRoom.Lease lease = BodyRoom.Lease.NONE;

    HttpVisit(Dialer dialer, TlsDialer tls, BodyRoom room, Deadline deadline) {
        this.dialer = dialer;
        this.tls = tls;
        this.room = room;
        this.deadline = deadline;
    }

    /// The end of one exchange: an answer to judge, or where to go on.
    private record Answer(ClassicHttpResponse head, Optional<HttpBody> body, Optional<Target> next) {}

    /// One request to be made.
    private record Request(Target target, String method) {}

    /// The reason of a pass.
    Reason ask(HttpPlan plan) throws ProbeFailure {
        Request request = new Request(plan.target(), plan.question().method());
        Answer answer = exchange(plan, request, plan.request());
        if (answer.next.isPresent()) {
            answer = follow(plan, request, answer);
        }
        long tookNanos = deadline.elapsedNanos();
        return new HttpJudge(plan, answer.head, answer.body, observed, room).judge(seen, tookNanos, deadline);
    }

    /// The answer at the end of the redirects.
    private Answer follow(HttpPlan plan, Request first, Answer redirect) throws ProbeFailure {
        Question.Http question = plan.question();
        Request request = first;
        Answer answer = redirect;
        Set<String> visited = new HashSet<>();
        visited.add(request.target.url());
        while (answer.next.isPresent()) {
            Target next = answer.next.get();
            if (!visited.add(next.url())) {
                throw ProbeFailure.fail("probe.http.redirect.loop", next.shown());
            }
            if (visited.size() > question.redirects() + 1) {
                throw ProbeFailure.fail("probe.http.redirect.limit", question.redirects(), next.shown());
            }
            String method = methodAfter(answer.head.getCode(), request.method);
            if (question.body().isPresent() && method.equals(question.method()) && !plan.target().mayShareSecretsWith(next)) {
                // What is sent may be a log-in. Without it the answer would be to another question.
                throw ProbeFailure.fail("probe.http.redirect.body", answer.head.getCode(), next.authority());
            }
            request = new Request(next, method);
            answer = exchange(plan, request, plan.request(next, method, plan.target()));
        }
        return answer;
    }

    /// Lets go of the body.
    @Override
    public void close() {
        lease.close();
    }

    /// What was compared. Days of the certificate are shown even where something else failed.
    Optional<String> value(boolean asksForCertificate) {
        if (asksForCertificate) {
            seen.remainingNanos().ifPresent(nanos -> observed.add("certificate=" + Amounts.days(nanos) + "d"));
        }
        return observed.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", observed));
    }

    List<Phase> phases() {
        return phases.list();
    }

    /// 303 turns anything but HEAD into GET, and 301 and 302 do so with POST, as every browser does (RFC 9110, 15.4).
    private static String methodAfter(int status, String method) {
        boolean isGet = status == 303 ? !method.equals("HEAD") : status < 303 && method.equals("POST");
        return isGet ? "GET" : method;
    }

    private Answer exchange(HttpPlan plan, Request request, byte[] bytes) throws ProbeFailure {
        Target target = request.target;
        HttpTrouble.Stage stage = HttpTrouble.Stage.ANSWER;
        try (HttpConnection connection = open(plan, target)) {
            phases.begin(Phases.Part.FIRST_BYTE);
            try {
                connection.send(bytes);
                if (!connection.awaitAnswer()) {
                    throw new HttpTrouble(stage, target.place(), target.tls(), 0, 0).ended();
                }
                phases.begin(Phases.Part.BODY);
                stage = HttpTrouble.Stage.HEAD;
                return answer(plan, request, connection);
            } catch (IOException | HttpException e) {
                throw new HttpTrouble(stage, target.place(), target.tls(), 0, connection.bytesReceived()).explain(e, deadline);
            }
        } catch (IOException e) {
            // The connection broke between being opened and being used.
            throw new HttpTrouble(stage, target.place(), target.tls(), 0, 0).explain(e, deadline);
        } finally {
            phases.end();
        }
    }

    private HttpConnection open(HttpPlan plan, Target target) throws ProbeFailure, IOException {
        Socket raw = dialer.dial(target.host(), target.port(), target.place(), deadline, phases);
        seen = new TlsDialer.Seen();
        boolean isOpen = false;
        try {
            Socket socket = raw;
            if (target.tls()) {
                phases.begin(Phases.Part.TLS);
                var verification = new TlsDialer.Verification(
                        plan.question().verifyCertificate(), plan.question().caFile());
                socket = tls.raise(raw, target, verification, deadline, seen);
            }
            HttpConnection connection = new HttpConnection(socket);
            isOpen = true;
            return connection;
        } finally {
            if (!isOpen) {
                raw.close();
            }
        }
    }

    private Answer answer(HttpPlan plan, Request request, HttpConnection connection)
            throws IOException, HttpException, ProbeFailure {
        ClassicHttpResponse head = connection.head();
        Optional<Target> next = next(plan, head, request.target);
        if (next.isPresent()) {
            return new Answer(head, Optional.empty(), next);
        }
        long length = HttpConnection.length(head);
        Optional<InputStream> content = connection.body(head, request.method, length);
        HttpBody body = HttpBody.expecting(length);
        if (content.isEmpty()) {
            return new Answer(head, length == 0 && !request.method.equals("HEAD") ? Optional.of(body) : Optional.empty(), next);
        }
        boolean isAccepted = plan.accepts(head.getCode());
        try {
            if (isAccepted && !plan.asksForBody()) {
                body.skim(content.get());
            } else if (isAccepted || HttpJudge.mayExplain(head)) {
                keep(head, body, content.get(), () -> grow(isAccepted, head, length));
            }
        } catch (IOException e) {
            if (!isAccepted) {
                // The status has settled it already; what could not be read was to explain it only.
                return new Answer(head, Optional.empty(), next);
            }
            throw new HttpTrouble(HttpTrouble.Stage.BODY, request.target.place(), request.target.tls(), head.getCode(), body.count())
                    .explain(e, deadline);
        }
        return new Answer(head, Optional.of(body), next);
    }

    /// What only explains a status is not worth waiting for.
    ///
    /// @param length announced, negative if unknown
    private void grow(boolean isAccepted, ClassicHttpResponse head, long length) throws IOException, ProbeFailure {
        if (!isAccepted) {
            throw new IOException("longer than an explanation");
        }
        // Announced is what travels, not what is unpacked.
        boolean isKnown = length >= 0 && length < Limits.HTTP_BODY_BYTES && head.getFirstHeader("Content-Encoding") == null;
        lease = room.toRead(isKnown ? length : Limits.HTTP_BODY_BYTES, deadline);
    }

    private static void keep(ClassicHttpResponse head, HttpBody body, InputStream content, HttpBody.Growth growth)
            throws IOException, ProbeFailure {
        Header header = head.getFirstHeader("Content-Encoding");
        String encoding = header == null ? "" : String.valueOf(header.getValue());
        if (!body.keep(content, encoding, growth)) {
            throw ProbeFailure.fail("probe.http.encoding-unknown", head.getCode(), Amounts.shortened(encoding));
        }
    }

    /// Where a redirect leads, if it is one to be followed: not if the check accepts its status, or follows none.
    private static Optional<Target> next(HttpPlan plan, ClassicHttpResponse head, Target from) throws ProbeFailure {
        Header location = head.getFirstHeader("Location");
        boolean isRedirect = switch (head.getCode()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
        if (!isRedirect || location == null || plan.question().redirects() == 0 || plan.accepts(head.getCode())) {
            return Optional.empty();
        }
        Target to;
        try {
            to = from.redirected(String.valueOf(location.getValue()));
        } catch (IllegalArgumentException e) {
            String shown = Amounts.shortened(String.valueOf(location.getValue()));
            throw ProbeFailure.fail("probe.http.redirect.invalid", head.getCode(), shown);
        }
        if (from.tls() && !to.tls()) {
            throw ProbeFailure.fail("probe.http.redirect.downgrade", from.shown(), to.shown());
        }
        return Optional.of(to);
    }
}
