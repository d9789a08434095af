package holdfast.probe;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Redirects: where they lead, and what goes along.
final class HttpRedirectTest {
    private static final ScriptedServer.Script FINE = ScriptedServer.answering(200, "text/plain", "fine");

    @Test
    void relativeLocationsAreFollowed() throws IOException {
        try (var server = ScriptedServer.plain(
                ScriptedServer.redirecting(302, "next?x=1"), ScriptedServer.redirecting(302, "?x=2"), FINE)) {
            passes(Ask.http(server.url("/a/start")).text("fine").ask(), "HTTP 200");

            assertTrue(server.requests().get(1).startsWith("GET /a/next?x=1 "), server.requests().get(1));
            assertTrue(server.requests().get(2).startsWith("GET /a/next?x=2 "), server.requests().get(2));
        }
    }

    @Test
    void aLocationWithSpacesAndForeignLettersIsEncoded() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.redirecting(302, "/a b/%20c"), FINE)) {
            passes(Ask.http(server.url("/")).ask());

            assertTrue(server.requests().get(1).startsWith("GET /a%20b/%20c "), server.requests().get(1));
        }
    }

    @Test
    void aCircleIsNamed() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.redirecting(301, "/b"), ScriptedServer.redirecting(301, "/a"))) {
            fails(Ask.http(server.url("/a")).ask(), "in a circle: back to " + server.url("/a"));
        }
    }

    @Test
    void theLimitIsNamedWithTheNextAddress() throws IOException {
        try (var server = ScriptedServer.plain(
                ScriptedServer.redirecting(302, "/1"), ScriptedServer.redirecting(302, "/2"), ScriptedServer.redirecting(302, "/3"))) {
            fails(Ask.http(server.url("/")).redirects(2).ask(), "More than 2 redirects", server.url("/3"));
            assertEquals(3, server.requests().size());
        }
    }

    @Test
    void noneIsFollowedWhereNoneIsAllowedOrItsStatusIsExpected() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.redirecting(301, "/next"))) {
            fails(Ask.http(server.url("/")).redirects(0).ask(), "HTTP 301, expected 200-299");
            passes(Ask.http(server.url("/")).status(301, 301).ask(), "HTTP 301");
            assertEquals(2, server.requests().size());
        }
    }

    @Test
    void anAddressThatIsNoneIsSaid() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.redirecting(302, "gopher://old/"))) {
            fails(Ask.http(server.url("/")).ask(), "HTTP 302 redirects to gopher://old/");
        }
    }

    @Test
    void secretsDoNotFollowToAnotherHost() throws IOException {
        try (var other = ScriptedServer.plain(FINE);
                var server = ScriptedServer.plain(ScriptedServer.redirecting(307, other.url("/there")))) {
            passes(Ask.http(server.url("/")).authorization("Basic c2VjcmV0").header("X-Api-Key", "key").header("Accept", "text/plain").ask());

            assertTrue(server.requests().getFirst().contains("Authorization: Basic c2VjcmV0"), "not sent where it belongs");
            String there = other.requests().getFirst();
            assertFalse(there.contains("Authorization") || there.contains("X-Api-Key"), there);
            assertTrue(there.contains("Accept: text/plain"), there);
            assertTrue(there.contains("Host: 127.0.0.1:" + other.port()), there);
        }
    }

    @Test
    void aBodyDoesNotFollowToAnotherHost() throws IOException {
        try (var other = ScriptedServer.plain(FINE);
                var server = ScriptedServer.plain(ScriptedServer.redirecting(307, other.url("/there")))) {
            fails(
                    Ask.http(server.url("/")).method("POST").body("password=hunter2").ask(),
                    "HTTP 307 redirects to 127.0.0.1:" + other.port() + ", another host");

            assertEquals(List.of(), other.requests());
        }
    }

    @Test
    void secretsFollowOnTheSameHost() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.redirecting(302, "/next"), FINE)) {
            passes(Ask.http(server.url("/")).authorization("Basic c2VjcmV0").ask());

            assertTrue(server.requests().get(1).contains("Authorization: Basic c2VjcmV0"), server.requests().get(1));
        }
    }

    @Test
    void aPostBecomesAGetAfter303And302ButNotAfter307() throws IOException {
        try (var server = ScriptedServer.plain(
                ScriptedServer.redirecting(303, "/1"), FINE, ScriptedServer.redirecting(302, "/2"), FINE,
                ScriptedServer.redirecting(307, "/3"), FINE)) {
            for (int i = 0; i < 3; i++) {
                passes(Ask.http(server.url("/")).method("POST").body("x=1").ask());
            }

            assertTrue(server.requests().get(1).startsWith("GET /1 "), server.requests().get(1));
            assertFalse(server.requests().get(1).contains("x=1"), server.requests().get(1));
            assertTrue(server.requests().get(3).startsWith("GET /2 "), server.requests().get(3));
            assertTrue(server.requests().get(5).startsWith("POST /3 "), server.requests().get(5));
            assertTrue(server.requests().get(5).endsWith("x=1"), server.requests().get(5));
        }
    }

    @Test
    void allHopsShareOneDeadline() throws IOException {
        ScriptedServer.Script slow = visitor -> {
            visitor.readRequest();
            visitor.drip("HTTP/1.1 302 Elsewhere\r\nContent-Length: 0\r\nLocation: /" + System.nanoTime() + "\r\n\r\n", 4);
        };
        try (var server = ScriptedServer.plain(slow)) {
            var said = Ask.http(server.url("/")).redirects(20).timeoutMillis(700).ask();

            fails(said, "after 700 ms");
            assertTrue(server.requests().size() > 1, "no hop was made");
        }
    }
}
