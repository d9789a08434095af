package holdfast.probe;

import holdfast.linux.ProcessLookups;
import holdfast.model.Limits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Servers that refuse, hang, drip, overflow or talk nonsense.
final class HttpFaultTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @Test
    void saysThatNothingListens() throws IOException {
        int port;
        try (ServerSocket once = new ServerSocket(0)) {
            port = once.getLocalPort();
        }

        var said = Ask.http("http://127.0.0.1:" + port + "/").ask();

        fails(said, "Nothing listens on 127.0.0.1:" + port);
        assertEquals(List.of("connect"), said.phases());
    }

    @Test
    void saysThatTheConnectionWasResetWithoutAnAnswer() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> {
            visitor.readRequest();
            visitor.reset();
        })) {
            fails(Ask.http(server.url("/")).ask(), "reset the connection without an answer");
        }
    }

    @Test
    void saysThatTheConnectionWasClosedWithoutAnAnswer() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.Visitor::readRequest)) {
            fails(Ask.http(server.url("/")).ask(), "closed the connection without an answer");
        }
    }

    @Test
    void saysThatItConnectedAndGotNoAnswer() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.Visitor::hang)) {
            var said = Ask.http(server.url("/")).timeoutMillis(300).ask();

            fails(said, "Connected, no answer for 300 ms");
            assertEquals(List.of("connect", "first-byte"), said.phases());
            assertTrue(said.result().durationNanos() >= 300_000_000L, "before the deadline");
        }
    }

    @Test
    void saysThatTheHeadersWereNotComplete() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> {
            visitor.readRequest();
            visitor.send(OK + "Server: half");
            visitor.hang();
        })) {
            fails(Ask.http(server.url("/")).timeoutMillis(300).ask(), "headers were not complete after 300 ms", "29 B");
        }
    }

    @Test
    void aDrippingBodyEndsAtTheDeadlineAndSaysHowMuchCame() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> {
            visitor.readRequest();
            visitor.send(OK + "Content-Length: 100000\r\n\r\n");
            visitor.drip("x".repeat(100_000), 20);
        })) {
            var said = Ask.http(server.url("/")).timeoutMillis(300).ask();

            fails(said, "HTTP 200, but the body was not complete after 300 ms", " B received");
            assertEquals(List.of("connect", "first-byte", "body"), said.phases());
            assertTrue(said.result().durationNanos() < 5_000_000_000L, "far beyond the deadline");
        }
    }

    @Test
    void drippingHeadersEndAtTheDeadline() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> {
            visitor.readRequest();
            visitor.drip(OK + "X: " + "y".repeat(100_000), 20);
        })) {
            fails(Ask.http(server.url("/")).timeoutMillis(300).ask(), "headers were not complete after 300 ms");
        }
    }

    @Test
    void anEndlessBodyThatNobodyAsksForIsCutShortAndPasses() throws IOException {
        try (var server = ScriptedServer.plain(HttpFaultTest::endless)) {
            passes(Ask.http(server.url("/")).ask(), "HTTP 200");
        }
    }

    @Test
    void anEndlessBodyThatIsAskedForFailsAndNamesTheLimit() throws IOException {
        try (var server = ScriptedServer.plain(HttpFaultTest::endless)) {
            fails(Ask.http(server.url("/")).text("never there").ask(), "larger than 4.0 MB");
            fails(Ask.http(server.url("/")).json("status").ask(), "larger than 4.0 MB");
        }
    }

    @Test
    void textFoundBeforeTheLimitIsFound() throws IOException {
        try (var server = ScriptedServer.plain(HttpFaultTest::endless)) {
            passes(Ask.http(server.url("/")).text("xxx").ask());
        }
    }

    private static void endless(ScriptedServer.Visitor visitor) throws IOException {
        visitor.readRequest();
        visitor.send(OK + "Transfer-Encoding: chunked\r\n\r\n");
        String chunk = "2000\r\n" + "x".repeat(0x2000) + "\r\n";
        while (true) {
            visitor.send(chunk);
        }
    }

    @Test
    void aGzipBombIsCutAtTheSameLimit() throws IOException {
        byte[] bomb = gzip(new byte[20 * Limits.HTTP_BODY_BYTES]);
        try (var server = ScriptedServer.plain(visitor -> {
            visitor.readRequest();
            visitor.send(OK + "Content-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n");
            visitor.send(bomb);
        })) {
            fails(Ask.http(server.url("/")).text("never there").ask(), "larger than 4.0 MB");
        }
    }

    @Test
    void brokenGzipIsSaidToBeDamaged() throws IOException {
        try (var server = ScriptedServer.plain(
                ScriptedServer.answering(OK + "Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\nplainly text"))) {
            fails(Ask.http(server.url("/")).text("text").ask(), "compressed body is damaged");
        }
    }

    @Test
    void anUnknownEncodingIsNamedWithTheWayOut() throws IOException {
        try (var server = ScriptedServer.plain(
                ScriptedServer.answering(OK + "Content-Encoding: br\r\nContent-Length: 4\r\n\r\nabcd"))) {
            fails(Ask.http(server.url("/")).text("text").ask(), "encoded as br", "Accept-Encoding: identity");
            passes(Ask.http(server.url("/")).ask());
        }
    }

    @Test
    void badChunkingIsSaid() throws IOException {
        try (var server = ScriptedServer.plain(
                ScriptedServer.answering(OK + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"))) {
            fails(Ask.http(server.url("/")).ask(), "HTTP 200, but the body is badly chunked");
        }
    }

    @Test
    void aBodyShorterThanAnnouncedIsSaid() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(OK + "Content-Length: 100\r\n\r\nshort"))) {
            fails(Ask.http(server.url("/")).ask(), "closed in the middle of the body", "5 B");
        }
    }

    @Test
    void aChunkedBodyWithoutItsEndIsSaid() throws IOException {
        try (var server = ScriptedServer.plain(
                ScriptedServer.answering(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"))) {
            fails(Ask.http(server.url("/")).ask(), "closed in the middle of the body");
        }
    }

    @Test
    void aResetInTheMiddleOfTheBodyIsSaid() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> {
            visitor.readRequest();
            visitor.send(OK + "Content-Length: 100\r\n\r\nhalf");
            visitor.drip("xx", 50);
            visitor.reset();
        })) {
            fails(Ask.http(server.url("/")).ask(), "reset in the middle of the body");
        }
    }

    @Test
    void hugeHeadersAreRefused() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(OK + "X: " + "y".repeat(64 * 1024) + "\r\n\r\n"))) {
            fails(Ask.http(server.url("/")).ask(), "headers of the answer are too big");
        }
    }

    @Test
    void endlessHeadersAreRefused() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering(OK + "X: y\r\n".repeat(5_000) + "\r\n"))) {
            fails(Ask.http(server.url("/")).ask(), "headers of the answer are too big");
        }
    }

    @Test
    void aGarbageStatusLineIsNotHttp() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering("220 mail.example ESMTP ready\r\n\r\n"))) {
            fails(Ask.http(server.url("/")).ask(), "answered, but not in HTTP", "220 mail.example");
        }
    }

    @Test
    void endlessInterimAnswersEnd() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.answering("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100)))) {
            fails(Ask.http(server.url("/")).ask(), "interim answers");
        }
    }

    @Test
    void aServerThatTakesNoBodyEndsAtTheDeadline() throws IOException {
        try (var deaf = new ServerSocket(0)) {
            String url = "http://127.0.0.1:" + deaf.getLocalPort() + "/";
            String body = "x".repeat(32 * 1024 * 1024);
            fails(Ask.http(url).method("POST").body(body).timeoutMillis(500).ask(), "no answer for 500 ms");
        }
    }

    @Test
    void closedSocketsAreGivenBackAfterManyFaults() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> {
                    visitor.readRequest();
                    visitor.reset();
                });
                var probes = new Probes(new ProcessLookups())) {
            int before = handles();
            for (int i = 0; i < 200; i++) {
                fails(Ask.http(server.url("/")).ask(probes));
            }
            assertTrue(handles() < before + 50, "file handles leak: " + before + " before, " + handles() + " after 200 probes");
        }
    }

    private static int handles() {
        return new ProcessLookups().table().handles(ProcessHandle.current().pid()).found().orElseThrow();
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }
}
