package holdfast.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertThrows;

class TlsTrustTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void believesWhatTheSystemBelievesAndJavasListWhereItHasNone() throws Exception {
        var company = new TestCertificates(folder).make("company", "dns:localhost", "-1d", 10);
        Path system = folder.resolve("ca-certificates.crt");
        var trust = new TlsTrust(List.of(folder.resolve("none.crt"), system));
        try (var server = ScriptedServer.tls(company.server(), ScriptedServer.answering(200, "text/plain", "fine"))) {
            assertThrows(SSLHandshakeException.class, () -> shakeHands(trust, server), "Java's own list has no company in it");

            Files.copy(Path.of(company.caFile()), system);
            shakeHands(trust, server);

            Files.writeString(system, "damaged");
            assertThrows(SSLHandshakeException.class, () -> shakeHands(trust, server));
        }
    }

    private static void shakeHands(TlsTrust trust, ScriptedServer server) throws ProbeFailure, IOException {
        var factory = trust.context(true, Optional.empty()).getSocketFactory();
        try (var socket = (SSLSocket) factory.createSocket("localhost", server.port())) {
            socket.startHandshake();
        }
    }
}
