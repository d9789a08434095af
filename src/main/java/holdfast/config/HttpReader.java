package holdfast.config;

import holdfast.config.CheckReader.Asked;
import holdfast.model.Question;
import holdfast.model.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads an `http` check: the request here, what its answer must be in [ExpectReader].
final class HttpReader {
    /// Enough for http → https → www → trailing slash. More usually ends at a login page, whose 200 proves nothing.
    static final int REDIRECTS = 3;

    static final int MOST_REDIRECTS = 20;

    static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /// A token of RFC 9110, section 5.6.2.
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /// These frame the message, and the probe writes them itself.
    private static final Set<String> OWN_HEADERS = Set.of("content-length", "transfer-encoding", "connection");

    private final Section check;
    private final Timing timing;

    HttpReader(Section check, Timing timing) {
        this.check = check;
        this.timing = timing;
    }

    Optional<Asked> read(Field target, Optional<Integer> port) {
        Optional<URI> url = target.text().flatMap(text -> url(target, text, port));
        String method = method();
        Map<String, String> headers = headers();
        Optional<Secret> authorization = authorization(headers);
        int redirects = check.field("redirects").flatMap(field -> field.integer(0, MOST_REDIRECTS)).orElse(REDIRECTS);
        Optional<Section> tls = check.section("tls", Keys.TLS);
        boolean verify = tls.flatMap(in -> in.field("verify")).flatMap(Field::truth).orElse(true);
        Optional<String> ca = tls.flatMap(in -> in.field("ca")).flatMap(Field::path).map(Path::toString);
        Question.Expect expect = check.section("expect", Keys.EXPECT)
                .map(section -> new ExpectReader(section, timing).read(method, url))
                .orElse(Question.Expect.SUCCESS);
        Optional<String> body = check.field("body").flatMap(Field::anyText).map(Field.Text::value);
        return url.map(to -> new Asked(
                new Question.Http(
                        to.toASCIIString(), method, frozen(headers), body, authorization, redirects, verify, ca, expect),
                name(to, target)));
    }

    private static Optional<URI> url(Field field, Field.Text text, Optional<Integer> port) {
        boolean isPath = text.value().startsWith("/");
        if (isPath && port.isEmpty()) {
            field.problem("http.port", text.written());
            return Optional.empty();
        }
        try {
            var url = new URI(isPath ? "http://127.0.0.1:" + port.orElseThrow() + text.value() : text.value());
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
            boolean isWeb = scheme.equals("http") || scheme.equals("https");
            if (isWeb && url.getRawUserInfo() != null) {
                field.problem("http.user");
                return Optional.empty();
            }
            if (isWeb && url.getHost() != null && url.getPort() != 0 && url.getPort() <= ServiceReader.MOST_PORT) {
                return Optional.of(url);
            }
        } catch (URISyntaxException broken) {
            // Reported below: the exception would repeat the text, which may hold a secret.
        }
        field.problem("http.url", text.written());
        return Optional.empty();
    }

    /// Without the query: it may hold a secret, and names are shown everywhere.
    private static String name(URI url, Field target) {
        boolean isPath = target.line().filter(text -> text.startsWith("/")).isPresent();
        String path = url.getPath() == null ? "" : url.getPath();
        return "http:" + (isPath ? "" : url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())) + path;
    }

    private String method() {
        Optional<String> method = check.field("method").flatMap(field ->
                field.parsed("http.method", text -> METHODS.contains(text) ? Optional.of(text) : Optional.empty()));
        if (!check.has("method")) {
            check.field("body").ifPresent(field -> field.source().problem(field.keyAt(), "http.body"));
        }
        return method.orElse("GET");
    }

    private Map<String, String> headers() {
        var headers = new LinkedHashMap<String, String>();
        for (Field field : check.section("headers", Keys.free("headers")).map(Section::fields).orElse(List.of())) {
            if (!HEADER.matcher(field.name()).matches()) {
                field.source().problem(field.keyAt(), "header.name", field.name());
            } else if (OWN_HEADERS.contains(field.name().toLowerCase(Locale.ROOT))) {
                field.source().problem(field.keyAt(), "header.own", field.name());
            } else if (field.isGiven()) {
                field.scalar("text")
                        .filter(text -> isLine(field, text.value()))
                        .ifPresent(text -> headers.put(field.name(), text.value()));
            }
        }
        return headers;
    }

    /// Without line ends, which would begin another header.
    private static boolean isLine(Field field, String value) {
        boolean isLine = value.chars().noneMatch(c -> c < ' ' && c != '\t');
        if (!isLine) {
            field.problem("header.line", field.name());
        }
        return isLine;
    }

    /// From `auth`, or from a header of that name, which then leaves the headers.
    private Optional<Secret> authorization(Map<String, String> headers) {
        Optional<String> name = headers.keySet().stream().filter("authorization"::equalsIgnoreCase).findFirst();
        Optional<Secret> fromHeader = name.map(headers::remove).map(Secret::new);
        Optional<Section> auth = check.section("auth", Keys.AUTH);
        if (auth.isEmpty()) {
            return fromHeader;
        }
        if (fromHeader.isPresent() || auth.get().has("basic") == auth.get().has("bearer")) {
            auth.get().problem("auth.one");
        }
        Optional<String> bearer = auth.get().field("bearer").flatMap(field -> SecretReader.credential(field)
                .filter(token -> isLine(field, token)).map(token -> "Bearer " + token));
        return bearer.or(() -> auth.get().section("basic", Keys.BASIC).flatMap(HttpReader::basic)).map(Secret::new);
    }

    /// RFC 7617: user and password in UTF-8, joined by the first colon.
    private static Optional<String> basic(Section section) {
        Optional<String> user = section.field("user").flatMap(Field::text).map(Field.Text::value);
        Optional<String> password = section.field("password").flatMap(SecretReader::credential);
        if (!section.has("user") || !section.has("password")) {
            section.problem("auth.basic");
        }
        if (user.filter(name -> name.contains(":")).isPresent()) {
            section.problem("auth.colon");
        }
        return user.flatMap(name -> password.map(word -> name + ":" + word))
                .map(pair -> "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    /// In the order of the file, and no longer changed.
    static Map<String, String> frozen(Map<String, String> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
