package holdfast.probe;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/// Where an HTTP request goes.
///
/// @param host a name, or a literal address without brackets
/// @param path what stands in the request line: path and query
record Target(boolean tls, String host, int port, String path) {
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /// @throws IllegalArgumentException naming what is wrong with the URL
    static Target parse(String url) {
        return of(uri(url));
    }

    /// Where a `Location` header leads from here; relative ones included (RFC 9110, 10.2.2).
    ///
    /// @throws IllegalArgumentException naming what is wrong with the location
    Target redirected(String location) {
        String cleaned = location.strip();
        if (cleaned.startsWith("?")) {
            // URI.resolve drops the last segment of the path here; RFC 3986, 5.2.2 keeps it.
            int query = path.indexOf('?');
            cleaned = (query < 0 ? path : path.substring(0, query)) + cleaned;
        }
        return of(uri(url()).resolve(uri(cleaned)));
    }

    /// For the `Host` header: without the port where it is the usual one.
    String authority() {
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? HTTPS : HTTP) ? shown : shown + ":" + port;
    }

    /// `host:port`, for sentences.
    String place() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    String url() {
        return (tls ? "https://" : "http://") + authority() + path;
    }

    /// The URL without its query, which may hold a token: for sentences.
    String shown() {
        int query = path.indexOf('?');
        return (tls ? "https://" : "http://") + authority() + (query < 0 ? path : path.substring(0, query));
    }

    /// Whether what is secret here is secret there too: the same host and port, or the same host raised from http to https on
    /// the usual ports.
    boolean mayShareSecretsWith(Target other) {
        boolean raised = !tls && other.tls && port == HTTP && other.port == HTTPS;
        return host.equalsIgnoreCase(other.host) && ((port == other.port && tls == other.tls) || raised);
    }

    private static Target of(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        boolean tls = scheme.equalsIgnoreCase("https");
        if (!tls && !scheme.equalsIgnoreCase("http")) {
            throw new IllegalArgumentException("not http:// or https://");
        }
        String authority = uri.getRawAuthority();
        if (authority == null || authority.isEmpty()) {
            throw new IllegalArgumentException("no host");
        }
        if (authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException("user and password in the URL; give them as auth");
        }
        // Not URI.getHost: it knows no underscore, and names of Compose services have them.
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        String port = hasPort ? authority.substring(colon + 1) : "";
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new Target(tls, bare(host), port(port, tls), uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    private static String bare(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return host.substring(1, host.length() - 1);
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("no host");
        }
        return host;
    }

    private static int port(String digits, boolean tls) {
        if (digits.isEmpty()) {
            return tls ? HTTPS : HTTP;
        }
        int port = digits.length() > 5 || !digits.chars().allMatch(Character::isDigit) ? 0 : Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("no port: " + digits);
        }
        return port;
    }

    private static URI uri(String text) {
        try {
            return new URI(encoded(text));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e.getReason(), e);
        }
    }

    /// Percent-encodes what servers put into Location although RFC 3986 forbids it: spaces, and letters beyond ASCII. A host
    /// beyond ASCII becomes its `xn--` form.
    private static String encoded(String text) {
        boolean clean = text.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0);
        if (clean) {
            return text;
        }
        int from = text.indexOf("://") + 3;
        int to = from < 3 ? -1 : text.indexOf('/', from);
        if (from >= 3 && text.substring(from, to < 0 ? text.length() : to).chars().anyMatch(c -> c > 0x7f)) {
            String host = text.substring(from, to < 0 ? text.length() : to);
            return encoded(text.substring(0, from) + IDN.toASCII(host) + (to < 0 ? "" : text.substring(to)));
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 0x7f && "\"<>\\^`{|}".indexOf(b) < 0) {
                out.append((char) b);
            } else {
                out.append(String.format("%%%02X", b & 0xff));
            }
        }
        return out.toString();
    }
}
