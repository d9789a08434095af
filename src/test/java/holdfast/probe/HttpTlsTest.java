package holdfast.probe;

import holdfast.linux.ProcessLookups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.probe.Assert.errs;
import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// TLS: good certificates pass, and each kind of bad one is named in a sentence.
final class HttpTlsTest {
    private static final ScriptedServer.Script FINE = ScriptedServer.answering(200, "text/plain", "fine");

    @TempDir
    static Path folder = Path.of("");

    private static TestCertificates.@Nullable Identity good;

    @BeforeAll
    static void makeOne() throws IOException, GeneralSecurityException {
        good = new TestCertificates(folder).make("good", "dns:localhost,ip:127.0.0.1", "-10d", 40);
    }

    private static TestCertificates.Identity good() {
        return Objects.requireNonNull(good);
    }

    private static TestCertificates.Identity make(String name, String names, String start, int days)
            throws IOException, GeneralSecurityException {
        return new TestCertificates(folder).make(name, names, start, days);
    }

    private static Ask https(ScriptedServer server) {
        return Ask.http("https://localhost:" + server.port() + "/");
    }

    @Test
    void aTrustedCertificatePassesAndItsHandshakeIsMeasured() throws IOException {
        try (var server = ScriptedServer.tls(good().server(), FINE)) {
            var said = https(server).caFile(good().caFile()).text("fine").ask();

            passes(said, "HTTP 200");
            assertEquals(List.of("resolve", "connect", "tls", "first-byte", "body"), said.phases());
        }
    }

    @Test
    void theDaysOfTheCertificateAreMeasured() throws IOException {
        try (var server = ScriptedServer.tls(good().server(), FINE)) {
            var said = https(server).caFile(good().caFile()).certificateDays(14).ask();
            passes(said);
            assertEquals("certificate=29d", said.value());

            fails(https(server).caFile(good().caFile()).certificateDays(60).ask(), "valid for 29 more days, at least 60");
        }
    }

    @Test
    void theDaysAreMeasuredThoughTheCheckFailsOtherwise() throws IOException {
        try (var server = ScriptedServer.tls(good().server(), ScriptedServer.answering(500, "text/plain", "oops"))) {
            var said = https(server).caFile(good().caFile()).certificateDays(14).ask();

            fails(said, "HTTP 500");
            assertEquals("certificate=29d", said.value());
        }
        try (var server = ScriptedServer.tls(good().server(), FINE)) {
            var said = https(server).certificateDays(14).ask();

            fails(said, "self-signed");
            assertEquals("certificate=29d", said.value());
        }
    }

    @Test
    void aSelfSignedCertificateIsNamed() throws IOException {
        try (var server = ScriptedServer.tls(good().server(), FINE)) {
            var said = https(server).ask();

            fails(said, "The certificate of localhost is self-signed (by good)");
            assertEquals(List.of("resolve", "connect", "tls"), said.phases());
        }
    }

    @Test
    void aSelfSignedCertificatePassesWhereNothingIsVerified() throws IOException {
        try (var server = ScriptedServer.tls(good().server(), FINE)) {
            passes(https(server).unverified().ask());
        }
    }

    @Test
    void anExpiredCertificateIsNamedWithItsDay() throws IOException, GeneralSecurityException {
        var expired = make("expired", "dns:localhost", "2020/01/01 00:00:00", 31);
        try (var server = ScriptedServer.tls(expired.server(), FINE)) {
            var said = https(server).caFile(expired.caFile()).certificateDays(14).ask();

            fails(said, "The certificate of localhost expired on 2020-02-01");
            assertTrue(said.value().startsWith("certificate=-"), said.value());
        }
    }

    @Test
    void aCertificateNotYetValidIsNamedWithItsDay() throws IOException, GeneralSecurityException {
        var early = make("early", "dns:localhost", "2200/01/01 00:00:00", 31);
        try (var server = ScriptedServer.tls(early.server(), FINE)) {
            fails(https(server).caFile(early.caFile()).ask(), "not valid before 2200-01-01");
        }
    }

    @Test
    void aCertificateForAnotherHostIsNamedWithItsHosts() throws IOException, GeneralSecurityException {
        var other = make("other", "dns:shop.example,dns:www.shop.example", "-1d", 31);
        try (var server = ScriptedServer.tls(other.server(), FINE)) {
            fails(https(server).caFile(other.caFile()).ask(), "not for localhost but for shop.example, www.shop.example");
        }
    }

    @Test
    void anUnknownAuthorityIsNotTheTrustedOne() throws IOException, GeneralSecurityException {
        var stranger = make("stranger", "dns:localhost", "-1d", 31);
        try (var server = ScriptedServer.tls(good().server(), FINE)) {
            fails(https(server).caFile(stranger.caFile()).ask(), "self-signed (by good)");
        }
    }

    @Test
    void noSessionIsResumedSinceThatWouldHideARenewedCertificate() throws IOException {
        try (var server = ScriptedServer.tls(good().server(), visitor -> {
                    visitor.readRequest();
                    visitor.send("HTTP/1.1 200 OK\r\nX-Resumed: " + visitor.isResumed() + "\r\nContent-Length: 0\r\n\r\n");
                });
                var probes = new Probes(new ProcessLookups())) {
            for (int i = 0; i < 5; i++) {
                passes(https(server).caFile(good().caFile()).headerMatches("X-Resumed", "^false$").ask(probes));
            }
        }
    }

    @Test
    void aHandshakeThatHangsEndsAtTheDeadline() throws IOException {
        try (var server = ScriptedServer.plain(ScriptedServer.Visitor::hang)) {
            var said = https(server).timeoutMillis(300).ask();

            fails(said, "TLS handshake was not done after 300 ms");
            assertEquals(List.of("resolve", "connect", "tls"), said.phases());
        }
    }

    @Test
    void aServerThatHangsAfterTheHandshakeIsToldApart() throws IOException {
        try (var server = ScriptedServer.tls(good().server(), ScriptedServer.Visitor::hang)) {
            fails(https(server).caFile(good().caFile()).timeoutMillis(1_500).ask(), "Connected, TLS ok, no answer for 1.5 s");
        }
    }

    @Test
    void aPlainServerIsToldApartFromATlsOne() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> visitor.send("HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            fails(https(server).ask(), "does not speak TLS. Use http://");
        }
        try (var server = ScriptedServer.tls(good().server(), FINE)) {
            fails(Ask.http("http://localhost:" + server.port() + "/").ask(), "speaks TLS. Use https://");
        }
    }

    @Test
    void aServerThatDropsTheHandshakeIsSaid() throws IOException {
        try (var server = ScriptedServer.plain(visitor -> visitor.drip("", 0))) {
            fails(https(server).ask(), "ended the connection during the TLS handshake");
        }
    }

    @Test
    void plainHttpHasNoCertificateToLookAt() throws IOException {
        try (var server = ScriptedServer.plain(FINE)) {
            fails(Ask.http(server.url("/")).certificateDays(14).ask(), "no certificate to look at");
        }
    }

    @Test
    void aRedirectDownToHttpIsRefusedAndOneUpIsFollowed() throws IOException {
        try (var plain = ScriptedServer.plain(FINE);
                var server = ScriptedServer.tls(good().server(), ScriptedServer.redirecting(302, plain.url("/")))) {
            fails(https(server).caFile(good().caFile()).ask(), "from https down to http");
            assertTrue(plain.requests().isEmpty(), "followed");
        }
        try (var server = ScriptedServer.tls(good().server(), FINE);
                var plain = ScriptedServer.plain(ScriptedServer.redirecting(301, "https://localhost:" + server.port() + "/"))) {
            passes(Ask.http(plain.url("/")).caFile(good().caFile()).text("fine").ask());
        }
    }

    @Test
    void anUnreadableCaFileIsTheMonitorsFault() throws IOException {
        try (var server = ScriptedServer.tls(good().server(), FINE)) {
            errs(https(server).caFile(folder.resolve("none.pem").toString()).ask(), "none.pem could not be read");
            Path empty = folder.resolve("empty.pem");
            Files.writeString(empty, "nothing\n");
            errs(https(server).caFile(empty.toString()).ask(), "empty.pem could not be read");
        }
    }
}
