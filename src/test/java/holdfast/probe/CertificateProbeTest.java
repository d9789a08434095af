package holdfast.probe;

import holdfast.model.DriverSpec;
import holdfast.model.Question;
import holdfast.model.Question.CertificatePlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static holdfast.probe.Assert.fails;
import static holdfast.probe.Assert.passes;
import static org.junit.jupiter.api.Assertions.assertEquals;

/// Certificates, of servers and in files: days left, and for whom.
final class CertificateProbeTest {
    private static final long DAY = 86_400_000_000_000L;
    private static final ScriptedServer.Script FINE = ScriptedServer.answering(200, "text/plain", "fine");

    @TempDir
    static Path folder = Path.of("");

    private static TestCertificates.@Nullable Identity made;

    @BeforeAll
    static void makeOne() throws IOException, GeneralSecurityException {
        made = new TestCertificates(folder).make("shop", "dns:localhost,dns:*.shop.example,ip:127.0.0.1", "-10d", 40);
    }

    private static TestCertificates.Identity good() {
        return Objects.requireNonNull(made);
    }

    private static Ask.Said ask(CertificatePlace place, long days, String... names) {
        var question = new Question.Certificate(place, days * DAY, List.of(names));
        return Ask.ask(question, new DriverSpec.Watch(), Optional.empty());
    }

    private static CertificatePlace at(ScriptedServer server, boolean verify, Optional<String> ca) {
        return new CertificatePlace.Server("localhost", server.port(), verify, ca);
    }

    @Test
    void theDaysOfAServersCertificateAreMeasured() throws IOException {
        try (var server = ScriptedServer.tls(good().server(), FINE)) {
            var place = at(server, true, Optional.of(good().caFile()));
            var said = ask(place, 14, "localhost", "www.shop.example", "127.0.0.1");

            passes(said, "localhost:" + server.port(), "valid for 29 more days, for localhost, *.shop.example");
            assertEquals("29 d", said.value());
            assertEquals(List.of("resolve", "connect", "tls"), said.phases());
            fails(ask(place, 60), "valid for 29 more days", "at least 60 are expected");
        }
    }

    @Test
    void aNameThatItIsNotForIsNamed() throws IOException {
        try (var server = ScriptedServer.tls(good().server(), FINE)) {
            var place = at(server, true, Optional.of(good().caFile()));

            fails(ask(place, 1, "a.b.shop.example"), "is not for a.b.shop.example but for localhost");
            fails(ask(place, 1, "shop.example"), "is not for shop.example");
        }
    }

    @Test
    void anUntrustedCertificateFailsUnlessNobodyAsks() throws IOException {
        try (var server = ScriptedServer.tls(good().server(), FINE)) {
            fails(ask(at(server, true, Optional.empty()), 1), "self-signed");
            passes(ask(at(server, false, Optional.empty()), 1));
        }
    }

    @Test
    void aCertificateInAFileIsLookedAtBesideItsKey() throws IOException {
        Path both = Files.writeString(
                folder.resolve("both.pem"),
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" + Files.readString(Path.of(good().caFile())));

        passes(ask(new CertificatePlace.File(both.toString()), 14, "localhost"), both + " is valid for 29 more days");
        fails(ask(new CertificatePlace.File(both.toString()), 30), "at least 30");
    }

    @Test
    void anExpiredOneInAChainIsSeen() throws IOException, GeneralSecurityException {
        var old = new TestCertificates(folder).make("old", "dns:old", "-20d", 10);
        Path chain = Files.writeString(
                folder.resolve("chain.pem"), Files.readString(Path.of(good().caFile())) + Files.readString(Path.of(old.caFile())));

        fails(ask(new CertificatePlace.File(chain.toString()), 0), "expired on ");
    }

    @Test
    void aFileWithoutACertificateIsSaid() throws IOException {
        fails(ask(new CertificatePlace.File(folder.resolve("gone.pem").toString()), 1), "There is no file");
        Path key = Files.writeString(folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        fails(ask(new CertificatePlace.File(key.toString()), 1), "There is no certificate in");
        Path noise = Files.writeString(folder.resolve("noise"), "no certificate");
        fails(ask(new CertificatePlace.File(noise.toString()), 1), "There is no certificate in");
    }
}
