package holdfast.driver.docker;

import holdfast.driver.docker.Exchange.Answer;
import holdfast.model.Reason;
import io.avaje.json.JsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.HttpException;

/// Asks one engine, one request a connection, each within its time. The version of the API is agreed upon with the first request
/// and again whenever the engine may be another one: what was started under us by an upgrade speaks what it speaks.
///
/// Threading: any; a call blocks its caller, who brings a virtual thread.
final class EngineClient {
    /// The newest version whose fields are known here. Older engines are asked in their own; from 1.24 on all that is used exists.
    static final String NEWEST = "1.47";

    /// Bytes of an answer. The longest, a list of a thousand containers, has some two megabytes.
    private static final int ANSWER_BYTES = 16 * 1024 * 1024;

    /// Nanoseconds for what an engine answers out of its memory.
    static final long QUICK_NANOS = 5_000_000_000L;

    private final Endpoint endpoint;
    private final Deadlines deadlines;
    private volatile Optional<String> version = Optional.empty();

    EngineClient(Endpoint endpoint, Deadlines deadlines) {
        this.endpoint = endpoint;
        this.deadlines = deadlines;
    }

    /// Does something with an answer that has begun.
    interface Reader<T> {
        T read(Answer answer) throws IOException, HttpException;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /// Agrees on a version, or finds that nobody answers.
    Reply<String> ping() {
        Request ping = Request.get("/_ping", QUICK_NANOS);
        Reply<Optional<String>> reply = talk(ping, "", answer -> answer.header("API-Version"));
        return reply.map(theirs -> {
            String agreed = theirs.filter(one -> isOlder(one, NEWEST)).orElse(NEWEST);
            version = Optional.of(agreed);
            return agreed;
        });
    }

    /// The next request agrees on a version anew.
    void forgetVersion() {
        version = Optional.empty();
    }

    /// The complete answer as text.
    Reply<String> ask(Request request) {
        return bytes(request).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /// The complete answer.
    Reply<byte[]> bytes(Request request) {
        Reply<byte[]> reply = versioned(request);
        if (reply instanceof Reply.Refused<byte[]>(int _, String message) && message.contains("client version")) {
            forgetVersion();
            return versioned(request);
        }
        return reply;
    }

    private Reply<byte[]> versioned(Request request) {
        return agreed().then(agreed ->
                talk(request, "/v" + agreed, answer -> Exchange.all(answer.body(), ANSWER_BYTES)));
    }

    /// Reads an answer that has no end, on a line that `hold` is given to be cut. The request's time is that for its beginning.
    Reply<Boolean> follow(Request request, Line line, Reader<Boolean> reader) {
        return agreed().then(agreed -> {
            var late = new AtomicBoolean();
            var appointment = deadlines.in(request.withinNanos(), () -> expire(line, late));
            try (line) {
                line.open(endpoint);
                Answer answer = new Exchange(line).ask(request.bytes("/v" + agreed));
                appointment.close();
                return judged(answer, reader);
            } catch (IOException | HttpException | GeneralSecurityException e) {
                return new Reply.Silent<>(new Trouble(endpoint, request.withinNanos()).explain(e, late.get()));
            } finally {
                appointment.close();
            }
        });
    }

    private Reply<String> agreed() {
        return version.<Reply<String>>map(Reply.Said::new).orElseGet(this::ping);
    }

    private <T> Reply<T> talk(Request request, String prefix, Reader<T> reader) {
        if (endpoint instanceof Endpoint.Unusable(Reason reason)) {
            return new Reply.Silent<>(reason);
        }
        var late = new AtomicBoolean();
        var line = new Line();
        var appointment = deadlines.in(request.withinNanos(), () -> expire(line, late));
        try (line) {
            line.open(endpoint);
            return judged(new Exchange(line).ask(request.bytes(prefix)), reader);
        } catch (IOException | HttpException | GeneralSecurityException e) {
            return new Reply.Silent<>(new Trouble(endpoint, request.withinNanos()).explain(e, late.get()));
        } finally {
            appointment.close();
        }
    }

    private static void expire(Line line, AtomicBoolean late) {
        late.set(true);
        line.cut();
    }

    private static <T> Reply<T> judged(Answer answer, Reader<T> reader) throws IOException, HttpException {
        int status = answer.status();
        if (status < 300 || status == 304) {
            return new Reply.Said<>(reader.read(answer));
        }
        String message = message(new String(Exchange.all(answer.body(), ANSWER_BYTES), StandardCharsets.UTF_8));
        return status == 404 ? new Reply.Missing<>(message) : new Reply.Refused<>(status, message);
    }

    /// The engine says what is wrong in `{"message": …}`; a proxy in front of it may not.
    private static String message(String body) {
        try {
            return Json.object(body).text("message").orElse(body).strip();
        } catch (JsonException e) {
            return body.strip();
        }
    }

    /// Versions are `MAJOR.MINOR`.
    static boolean isOlder(String one, String other) {
        String[] ours = one.split("\\.", 2);
        String[] theirs = other.split("\\.", 2);
        int major = Integer.compare(number(ours, 0), number(theirs, 0));
        return major < 0 || (major == 0 && number(ours, 1) < number(theirs, 1));
    }

    private static int number(String[] parts, int index) {
        String part = index < parts.length ? parts[index] : "";
        return part.matches("[0-9]{1,6}") ? Integer.parseInt(part) : 0;
    }
}
