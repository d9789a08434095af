package holdfast.probe;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/// Raises a connection to TLS, with the server's name sent (SNI) and checked against the certificate (RFC 9110, 4.3.4).
///
/// Threading: any.
final class TlsDialer {
    private final TlsTrust trust = new TlsTrust();

    /// What was seen of the server's certificate. Filled on a refusal too.
    static final class Seen {
        private Optional<X509Certificate> certificate = Optional.empty();

        Optional<X509Certificate> certificate() {
            return certificate;
        }

        /// Time until it expires, negative once it has.
        Optional<Long> remainingNanos() {
            return certificate.map(own -> (own.getNotAfter().toInstant().toEpochMilli() - System.currentTimeMillis()) * 1_000_000L);
        }
    }

    /// What is verified of a server.
    ///
    /// @param isWanted false: any certificate will do
    /// @param caFile PEM file with the authorities to trust instead of the system's
    record Verification(boolean isWanted, Optional<String> caFile) {}

    SSLSocket raise(Socket raw, Target target, Verification verification, Deadline deadline, Seen seen) throws ProbeFailure {
        boolean verify = verification.isWanted();
        try {
            // The end of the handshake and the request are two small writes in a row: Nagle's algorithm would hold the second back
            // until the first is acknowledged, which a delayed acknowledgement makes 40 ms. Plain HTTP is one write.
            raw.setTcpNoDelay(true);
            SSLSocket socket = (SSLSocket) trust.context(verify, verification.caFile())
                    .getSocketFactory()
                    .createSocket(raw, target.host(), target.port(), true);
            socket.setSSLParameters(parameters(socket.getSSLParameters(), target.host(), verify));
            socket.startHandshake();
            seen.certificate = own(socket.getSession());
            return socket;
        } catch (IOException e) {
            if (deadline.hasPassed()) {
                throw ProbeFailure.fail("probe.tls.timeout", target.place(), Amounts.span(deadline.timeoutNanos()));
            }
            Optional<ChainKeepingTrust.Refused> refused = TlsRefusal.find(e);
            seen.certificate = refused.flatMap(refusal -> refusal.chain().stream().findFirst());
            throw TlsRefusal.explain(e, refused, target);
        }
    }

    /// A kept session would let the next handshake do without the certificate, and a probe would go on seeing the old one.
    static void forget(SSLSocket socket) {
        socket.getSession().invalidate();
    }

    private static SSLParameters parameters(SSLParameters parameters, String host, boolean verify) {
        if (verify) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        // The JDK sends no SNI for a name without a dot; RFC 6066 wants none for an address only.
        if (!Resolver.isLiteral(host) && host.chars().allMatch(c -> c < 0x7f && c != '_')) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        return parameters;
    }

    private static Optional<X509Certificate> own(SSLSession session) throws IOException {
        Certificate[] chain = session.getPeerCertificates();
        return chain.length > 0 && chain[0] instanceof X509Certificate own ? Optional.of(own) : Optional.empty();
    }
}
