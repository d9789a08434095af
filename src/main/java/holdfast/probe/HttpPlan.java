package holdfast.probe;

import holdfast.model.Question;
import holdfast.model.Secret;
import io.burt.jmespath.JmesPathException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// An HTTP question made ready once, so that a probe compiles and assembles nothing: where to, the bytes to send, the patterns.
///
/// Threading: any.
final class HttpPlan {
    private static final String AGENT = "Holdfast";

    /// What may follow a redirect to another host: nothing of it identifies anybody.
    private static final List<String> HARMLESS = List.of("accept", "accept-language", "accept-encoding", "user-agent");

    private final Question.Http question;
    private final Target target;
    private final byte[] request;
    private final List<HeaderPattern> headers;
    private final Optional<Pattern> regex;
    private final Optional<JsonExpectation> json;

    /// One value of the header `name` must match somewhere.
    record HeaderPattern(String name, Pattern pattern) {}

    private HttpPlan(Question.Http question) {
        Question.Expect expect = question.expect();
        this.question = question;
        this.target = Target.parse(question.url());
        this.request = request(target, question.method(), target);
        this.headers = new ArrayList<>();
        expect.headers().forEach((name, pattern) -> headers.add(new HeaderPattern(name, Pattern.compile(pattern))));
        this.regex = expect.regex().map(Pattern::compile);
        this.json = expect.json()
                .or(() -> expect.items().map(_ -> "@"))
                .map(expression -> new JsonExpectation(expression, expect.items()));
    }

    /// @throws ProbeFailure when the question itself is no good; nothing is known of the service then
    static HttpPlan of(Question.Http question) throws ProbeFailure {
        try {
            return new HttpPlan(question);
        } catch (PatternSyntaxException e) {
            throw ProbeFailure.error("probe.http.no-pattern", e.getPattern(), e.getDescription());
        } catch (JmesPathException e) {
            throw ProbeFailure.error("probe.http.no-expression", Amounts.shortened(String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            throw ProbeFailure.error("probe.http.no-request", question.url(), String.valueOf(e.getMessage()));
        }
    }

    Question.Http question() {
        return question;
    }

    Target target() {
        return target;
    }

    /// The bytes of the first request.
    byte[] request() {
        return request;
    }

    List<HeaderPattern> headers() {
        return headers;
    }

    Optional<Pattern> regex() {
        return regex;
    }

    Optional<JsonExpectation> json() {
        return json;
    }

    /// Whether anything is asked of the body beyond that it arrives.
    boolean asksForBody() {
        return json.isPresent() || regex.isPresent() || question.expect().text().isPresent();
    }

    boolean accepts(int status) {
        for (Question.StatusRange range : question.expect().statuses()) {
            if (status >= range.low() && status <= range.high()) {
                return true;
            }
        }
        return false;
    }

    /// The bytes of a request to `to`. Secrets go only where `from` may share them.
    ///
    /// @throws IllegalArgumentException for a header that would end its line
    byte[] request(Target to, String method, Target from) {
        boolean isTrusted = from.mayShareSecretsWith(to);
        Optional<String> body = method.equals(question.method()) ? question.body() : Optional.empty();
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(to.path()).append(" HTTP/1.1\r\n");
        header(head, "Host", isTrusted ? sent("host").orElse(to.authority()) : to.authority());
        if (sent("user-agent").isEmpty()) {
            header(head, "User-Agent", AGENT);
        }
        if (sent("accept").isEmpty()) {
            header(head, "Accept", "*/*");
        }
        for (Map.Entry<String, String> entry : question.headers().entrySet()) {
            String name = entry.getKey().toLowerCase(Locale.ROOT);
            if (!OURS.contains(name) && (isTrusted || HARMLESS.contains(name))) {
                header(head, entry.getKey(), entry.getValue());
            }
        }
        if (isTrusted) {
            question.authorization().map(Secret::value).ifPresent(value -> header(head, "Authorization", value));
        }
        byte[] content = body.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(new byte[0]);
        if (body.isPresent()) {
            header(head, "Content-Length", Integer.toString(content.length));
        }
        header(head, "Connection", "close");
        return joined(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8), content);
    }

    /// Written by this class alone: they frame the message.
    private static final List<String> OURS = List.of("host", "connection", "content-length", "transfer-encoding");

    private Optional<String> sent(String lowerName) {
        return question.headers().entrySet().stream()
                .filter(entry -> entry.getKey().toLowerCase(Locale.ROOT).equals(lowerName))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static void header(StringBuilder head, String name, String value) {
        if (name.isEmpty() || name.chars().anyMatch(c -> c <= ' ' || c == ':' || c >= 0x7f)) {
            throw new IllegalArgumentException("no header name: " + Amounts.shortened(name));
        }
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("a line break in the value of header " + name);
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static byte[] joined(byte[] head, byte[] content) {
        byte[] all = new byte[head.length + content.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(content, 0, all, head.length, content.length);
        return all;
    }
}
