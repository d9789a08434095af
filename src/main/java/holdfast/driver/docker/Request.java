package holdfast.driver.docker;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One request to the engine.
///
/// @param path below the version, query included
/// @param body JSON
/// @param withinNanos time for the complete answer, connecting included
record Request(String method, String path, Optional<String> body, long withinNanos) {
    static Request get(String path, long withinNanos) {
        return new Request("GET", path, Optional.empty(), withinNanos);
    }

    static Request post(String path, long withinNanos) {
        return new Request("POST", path, Optional.empty(), withinNanos);
    }

    static Request post(String path, Object body, long withinNanos) {
        return new Request("POST", path, Optional.of(Json.write(body)), withinNanos);
    }

    static Request delete(String path, long withinNanos) {
        return new Request("DELETE", path, Optional.empty(), withinNanos);
    }

    /// `name=value&…`, in the order of the names.
    static String query(Map<String, String> values) {
        var query = new StringBuilder();
        new TreeMap<>(values).forEach((name, value) -> query.append(query.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(part(value)));
        return query.toString();
    }

    /// One part of a path or query.
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// As it goes over the line. One request a connection: connecting to a local socket costs some ten microseconds, and a connection
    /// that is kept can be found dead only by using it.
    byte[] bytes(String version) {
        byte[] content = body.orElse("").getBytes(StandardCharsets.UTF_8);
        String head = method + " " + version + path + " HTTP/1.1\r\n"
                + "Host: docker\r\n"
                + "User-Agent: holdfast\r\n"
                + "Connection: close\r\n"
                + (body.isPresent() ? "Content-Type: application/json\r\n" : "")
                + (method.equals("POST") ? "Content-Length: " + content.length + "\r\n" : "")
                + "\r\n";
        byte[] first = head.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[first.length + content.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(content, 0, all, first.length, content.length);
        return all;
    }
}
