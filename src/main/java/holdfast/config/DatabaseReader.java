package holdfast.config;

import holdfast.config.CheckReader.Asked;
import holdfast.model.Question;
import holdfast.model.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `redis` and `postgres` checks: a URL as applications have it in their settings, and so a secret as a whole. No problem
/// quotes it, and no name holds more of it than host, port and database.
final class DatabaseReader {
    private static final int REDIS_PORT = 6379;
    private static final int POSTGRES_PORT = 5432;

    /// Redis can be configured to have more, and is not.
    private static final int MOST_DATABASE = 999_999;

    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?");

    /// As libpq has them (libpq-ssl). Weaker ones than asked for are never taken.
    private static final Set<String> SSL_MODES = Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    private DatabaseReader() {}

    /// A URL in its parts.
    private record Parts(
            String scheme, Optional<String> user, Optional<String> password, String host, int port, String path, String query) {
        String shown(int usualPort) {
            String bare = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
            return port == usualPort ? bare : bare + ":" + port;
        }
    }

    static Optional<Asked> redis(Field field) {
        Optional<Asked> asked = url(field).flatMap(url -> parts(url, REDIS_PORT)).flatMap(DatabaseReader::redis);
        return asked.or(() -> refuse(field, "redis"));
    }

    static Optional<Asked> postgres(Field field) {
        Optional<Asked> asked = url(field).flatMap(url -> parts(url, POSTGRES_PORT)).flatMap(DatabaseReader::postgres);
        return asked.or(() -> refuse(field, "postgres"));
    }

    private static Optional<Asked> redis(Parts parts) {
        Optional<Integer> database = parts.path().isEmpty() ? Optional.of(0) : Scalars.integer(parts.path());
        boolean isRedis = parts.scheme().equals("redis") || parts.scheme().equals("rediss");
        return database.filter(number -> isRedis && number <= MOST_DATABASE).map(number -> new Asked(
                new Question.Redis(
                        parts.host(),
                        parts.port(),
                        parts.scheme().equals("rediss"),
                        parts.user(),
                        parts.password().map(Secret::new),
                        number),
                "redis:" + parts.shown(REDIS_PORT) + (number == 0 ? "" : "/" + number)));
    }

    /// Settings of frameworks carry the driver in the scheme: `postgresql+psycopg://`.
    private static Optional<Asked> postgres(Parts parts) {
        boolean isPostgres = parts.scheme().matches("(postgres|postgresql|postgis)(\\+[a-z0-9]+)?");
        Optional<String> sslMode = parameter(parts.query(), "sslmode");
        if (!isPostgres || parts.path().isEmpty() || sslMode.filter(mode -> !SSL_MODES.contains(mode)).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new Asked(
                new Question.Postgres(
                        parts.host(), parts.port(), parts.path(), parts.user(), parts.password().map(Secret::new), sslMode),
                "postgres:" + parts.shown(POSTGRES_PORT) + "/" + parts.path()));
    }

    /// The text of the field, or of the file that it names. What is wrong with that is said already.
    private static Optional<String> url(Field field) {
        return SecretReader.credential(field);
    }

    private static Optional<Asked> refuse(Field field, String kind) {
        field.problem("database." + kind);
        return Optional.empty();
    }

    private static Optional<Parts> parts(String url, int usualPort) {
        int scheme = url.indexOf("://");
        if (scheme < 0) {
            return Optional.empty();
        }
        String rest = url.substring(scheme + 3);
        int question = rest.indexOf('?');
        String query = question < 0 ? "" : rest.substring(question + 1);
        String place = question < 0 ? rest : rest.substring(0, question);
        // The last one: people do write passwords with an at sign as they are.
        int at = place.lastIndexOf('@');
        String login = at < 0 ? "" : place.substring(0, at);
        String target = place.substring(at + 1);
        int slash = target.indexOf('/');
        Matcher host = HOST.matcher(slash < 0 ? target : target.substring(0, slash));
        Optional<String> path = decoded(slash < 0 ? "" : target.substring(slash + 1));
        int colon = login.indexOf(':');
        Optional<String> user = decoded(colon < 0 ? login : login.substring(0, colon));
        Optional<String> password = decoded(colon < 0 ? "" : login.substring(colon + 1));
        if (!host.matches() || path.isEmpty() || user.isEmpty() || password.isEmpty()) {
            return Optional.empty();
        }
        String bare = host.group(1).startsWith("[") ? host.group(1).substring(1, host.group(1).length() - 1) : host.group(1);
        Optional<Integer> port = host.group(2) == null ? Optional.of(usualPort) : Scalars.integer(host.group(2));
        return port.filter(number -> number >= 1 && number <= ServiceReader.MOST_PORT).map(number -> new Parts(
                url.substring(0, scheme),
                user.filter(name -> !name.isEmpty()),
                password.filter(word -> !word.isEmpty()),
                bare,
                number,
                path.get(),
                query));
    }

    /// Percent signs as in RFC 3986, where a plus is a plus.
    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<String> parameter(String query, String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return decoded(pair.substring(name.length() + 1));
            }
        }
        return Optional.empty();
    }
}
