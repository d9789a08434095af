package holdfast.probe;

import holdfast.linux.ProcessLookups;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

import static holdfast.probe.Assert.errs;
import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Servers that answer properly, and what may be expected of the answer.
final class HttpProbeTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @Test
    void aGoodAnswerPassesWithItsPhasesInOrder() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(200, "text/plain", "fine"))) {
            var said = Ask.http(server.url("/health?deep=1")).ask();

            passes(said, "HTTP 200 in ");
            assertEquals(List.of("connect", "first-byte", "body"), said.phases());
            String request = server.requests().getFirst();
            assertTrue(request.startsWith("GET /health?deep=1 HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n"), request);
            assertTrue(request.contains("\r\nConnection: close\r\n"), request);
        }
    }

    @Test
    void everyProbeMakesItsOwnConnection() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(200, "text/plain", "fine"));
                var probes = new Probes(new ProcessLookups())) {
            passes(Ask.http(server.url("/")).ask(probes));
            passes(Ask.http(server.url("/")).ask(probes));

            assertEquals(2, server.requests().size());
        }
    }

    @Test
    void aWrongStatusIsSaidWithTheExpectedOnes() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(500, "text/html", "<h1>oops</h1>"))) {
            fails(Ask.http(server.url("/")).ask(), "HTTP 500, expected 200-299.");
            passes(Ask.http(server.url("/")).status(500, 500).ask(), "HTTP 500");
        }
    }

    @Test
    void aFailingComponentOfAnActuatorReportIsNamed() throws IOException {
        String report = "{\"status\":\"DOWN\",\"components\":{\"db\":{\"status\":\"DOWN\",\"details\":{\"error\":\"x\"}},"
                + "\"ping\":{\"status\":\"UP\"}}}";
        try (var server = ScriptedServer.plain(ScriptedServer.answering(503, "application/vnd.spring-boot.actuator.v3+json", report))) {
            fails(Ask.http(server.url("/actuator/health")).ask(), "HTTP 503, expected 200-299; it says of itself: db (DOWN).");
        }
    }

    @Test
    void aFailingCheckOfAMicroProfileReportIsNamed() throws IOException {
        String report = "{\"status\":\"DOWN\",\"checks\":[{\"name\":\"disk\",\"status\":\"UP\"},{\"name\":\"queue\",\"status\":\"DOWN\"}]}";
        try (var server = ScriptedServer.plain(ScriptedServer.answering(503, "application/json", report))) {
            fails(Ask.http(server.url("/health")).ask(), "queue (DOWN)");
        }
    }

    @Test
    void aReportThatSaysDownWithStatus200IsNamedWhereTheJsonIsAskedFor() throws IOException {
        String report = "{\"status\":\"DOWN\",\"components\":{\"redis\":{\"status\":\"DOWN\"}}}";
        try (var server = ScriptedServer.plain(ScriptedServer.json(report))) {
            fails(Ask.http(server.url("/")).json("status == 'UP'").ask(), "status is \"DOWN\"", "redis (DOWN)");
        }
    }

    @Test
    void aFailingStatusDoesNotWaitForABodyThatNeverEnds() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> {
            visitor.readRequest();
            visitor.send("HTTP/1.1 503 No\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\n");
            visitor.hang();
        })) {
            fails(Ask.http(server.url("/")).ask(), "HTTP 503");
        }
    }

    @Test
    void aSlowAnswerFailsAndSaysBothTimes() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> {
            visitor.readRequest();
            visitor.drip(OK + "Content-Length: 0\r\n\r\n", 2);
        })) {
            fails(Ask.http(server.url("/")).withinMillis(5).ask(), "HTTP 200 took ", "at most 5.0 ms");
            passes(Ask.http(server.url("/")).withinMillis(9_000).ask());
        }
    }

    @Test
    void headersAreHeldAgainstTheirPatterns() throws IOException {
        String answer = OK + "Content-Type: text/html\r\nX-Cache: MISS\r\nX-Cache: HIT from edge\r\nContent-Length: 0\r\n\r\n";
        try (var server = ScriptedServer.plain(ScriptedServer.answering(answer))) {
            passes(Ask.http(server.url("/")).headerMatches("content-type", "html").headerMatches("X-Cache", "^HIT").ask());
            fails(Ask.http(server.url("/")).headerMatches("Content-Type", "json").ask(),
                    "The header Content-Type is text/html; it must match json.");
            fails(Ask.http(server.url("/")).headerMatches("X-Version", ".").ask(), "header X-Version is missing");
        }
    }

    @Test
    void textAndRegexAreSoughtInTheBody() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(200, "text/html; charset=utf-8", "<h1>Привіт, світе</h1>"))) {
            passes(Ask.http(server.url("/")).text("Привіт").regex("<h1>.+світе").ask());
            fails(Ask.http(server.url("/")).text("Adieu").ask(), "body does not contain Adieu");
            fails(Ask.http(server.url("/")).regex("^\\d+$").ask(), "nothing in the body matches ^\\d+$");
        }
    }

    @Test
    void theCharsetOfTheContentTypeCounts() throws IOException {
        byte[] body = "Größe".getBytes(StandardCharsets.ISO_8859_1);
        try (var server = ScriptedServer.plain(visitor -> {
            visitor.readRequest();
            visitor.send(OK + "Content-Type: text/plain; charset=ISO-8859-1\r\nContent-Length: " + body.length + "\r\n\r\n");
            visitor.send(body);
        })) {
            passes(Ask.http(server.url("/")).text("Größe").ask());
        }
    }

    @Test
    void aRegexThatExplodesEndsAtTheDeadlineAndIsNotTheServicesFault() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(200, "text/plain", "a".repeat(60) + "!"))) {
            errs(Ask.http(server.url("/")).regex("^(a|aa)+\\1b").timeoutMillis(500).ask(), "did not come to an end");
        }
    }

    @Test
    void aRegexThatRecursesTooDeepIsNotTheServicesFault() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(200, "text/plain", "ab".repeat(500_000)))) {
            errs(Ask.http(server.url("/")).regex("^(a|b)*c").ask(), "did not come to an end");
        }
    }

    @Test
    void gzipAndDeflateAreDecoded() throws IOException {
        byte[] text = "squeezed".getBytes(StandardCharsets.UTF_8);
        try (var server = ScriptedServer.plain(
                sending("gzip", HttpFaultTest.gzip(text)), sending("deflate", deflate(text, false)), sending("deflate", deflate(text, true)))) {
            passes(Ask.http(server.url("/")).text("squeezed").ask());
            passes(Ask.http(server.url("/")).text("squeezed").ask());
            passes(Ask.http(server.url("/")).text("squeezed").ask());
        }
    }

    private static ScriptedServer.Script sending(String encoding, byte[] body) {
        return visitor -> {
            visitor.readRequest();
            visitor.send(OK + "Content-Encoding: " + encoding + "\r\nContent-Length: " + body.length + "\r\n\r\n");
            visitor.send(body);
        };
    }

    private static byte[] deflate(byte[] content, boolean isBare) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, isBare);
        try (DeflaterOutputStream deflating = new DeflaterOutputStream(out, deflater)) {
            deflating.write(content);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    @Test
    void chunksAreJoined() throws IOException {
        try (var server = ScriptedServer.plain(
                ScriptedServer.answering(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"))) {
            passes(Ask.http(server.url("/")).text("hello world").ask());
        }
    }

    @Test
    void http10WithoutALengthEndsWithTheConnection() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering("HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nold but fine"))) {
            passes(Ask.http(server.url("/")).text("old but fine").ask());
        }
    }

    @Test
    void interimAnswersAreSteppedOver() throws IOException {
        try (var server = ScriptedServer.plain(
                ScriptedServer.answering("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK + "Content-Length: 4\r\n\r\nreal"))) {
            passes(Ask.http(server.url("/")).text("real").ask(), "HTTP 200");
        }
    }

    @Test
    void noBodyIsAwaitedWhereHttpAllowsNone() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> {
            visitor.readRequest();
            visitor.send("HTTP/1.1 204 No Content\r\n\r\n");
            visitor.hang();
        })) {
            passes(Ask.http(server.url("/")).ask(), "HTTP 204");
            fails(Ask.http(server.url("/")).text("anything").ask(), "HTTP 204 without a body");
            fails(Ask.http(server.url("/")).json("status").ask(), "HTTP 204 without a body");
        }
    }

    @Test
    void headGetsNoBodyWhateverLengthIsAnnounced() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> {
            visitor.readRequest();
            visitor.send(OK + "Content-Length: 1000\r\n\r\n");
            visitor.hang();
        })) {
            passes(Ask.http(server.url("/")).method("HEAD").ask());
            assertTrue(server.requests().getFirst().startsWith("HEAD / "), server.requests().getFirst());
        }
    }

    @Test
    void methodHeadersBodyAndAuthorizationAreSent() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(201, "text/plain", "made"))) {
            var ask = Ask.http(server.url("/orders")).method("POST").header("X-Shop", "one").header("Host", "shop.example");
            passes(ask.body("{\"dry\":true}").authorization("Bearer s3cret").ask(), "HTTP 201");

            String request = server.requests().getFirst();
            assertTrue(request.startsWith("POST /orders HTTP/1.1\r\nHost: shop.example\r\n"), request);
            assertTrue(request.contains("\r\nX-Shop: one\r\n"), request);
            assertTrue(request.contains("\r\nAuthorization: Bearer s3cret\r\n"), request);
            assertTrue(request.endsWith("\r\n\r\n{\"dry\":true}"), request);
        }
    }

    @Test
    void aHeaderThatWouldSmuggleALineIsNeverSent() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(200, "text/plain", "fine"))) {
            errs(Ask.http(server.url("/")).header("X", "a\r\nEvil: 1").ask(), "cannot be asked", "line break");
            assertTrue(server.requests().isEmpty(), "a request was sent");
        }
    }

    @Test
    void aQuestionThatCannotBeAskedIsNotTheServicesFault() throws IOException {
        errs(Ask.http("ftp://127.0.0.1/").ask(), "not http:// or https://");
        errs(Ask.http("http:///nowhere").ask(), "cannot be asked");
        errs(Ask.http("http://127.0.0.1:99999/").ask(), "no port");
        errs(Ask.http("http://127.0.0.1/").regex("(").ask(), "no regular expression");
        errs(Ask.http("http://127.0.0.1/").json("length(").ask(), "cannot be asked");
    }

    @Test
    void aServerOnTheOtherLoopbackFamilyIsFoundByLocalhost() throws IOException {
        try (var four = ScriptedServer.plain(ScriptedServer.answering(200, "text/plain", "four"));
                var six = ScriptedServer.onIpv6(ScriptedServer.answering(200, "text/plain", "six"))) {
            passes(Ask.http("http://localhost:" + four.port() + "/").text("four").ask());
            passes(Ask.http("http://localhost:" + six.port() + "/").text("six").ask());
            passes(Ask.http("http://[::1]:" + six.port() + "/").text("six").ask());
            fails(Ask.http("http://127.0.0.1:" + six.port() + "/").ask(), "Nothing listens");
        }
    }

    @Test
    void aChangedQuestionIsAskedAnew() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(200, "text/plain", "fine"));
                var probes = new Probes(new ProcessLookups())) {
            passes(Ask.http(server.url("/one")).ask(probes));
            passes(Ask.http(server.url("/two")).ask(probes));

            assertFalse(server.requests().getLast().contains("/one"), "the old question was asked again");
        }
    }
}
