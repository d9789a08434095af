package holdfast.probe;

import java.io.EOFException;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a TLS handshake failed, in one sentence. The certificates are looked at themselves: what the verifier says of an expired,
/// self-signed or foreign one is a path of exceptions made for programmers.
///
/// Threading: pure.
final class TlsRefusal {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private TlsRefusal() {}

    static Optional<ChainKeepingTrust.Refused> find(IOException failure) {
        @Nullable Throwable at = failure;
        for (int depth = 0; at != null && depth < 10; depth++) {
            if (at instanceof ChainKeepingTrust.Refused refused) {
                return Optional.of(refused);
            }
            at = at.getCause();
        }
        return Optional.empty();
    }

    static ProbeFailure explain(IOException failure, Optional<ChainKeepingTrust.Refused> refused, Target target) {
        if (refused.isPresent()) {
            return certificate(refused.get(), target);
        }
        String message = String.valueOf(failure.getMessage());
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return ProbeFailure.fail("probe.tls.not-tls", target.place());
        }
        if (failure instanceof EOFException || message.contains("terminated the handshake") || message.contains("reset")) {
            return ProbeFailure.fail("probe.tls.dropped", target.place());
        }
        return ProbeFailure.fail("probe.tls.failed", target.place(), Amounts.shortened(message));
    }

    private static ProbeFailure certificate(ChainKeepingTrust.Refused refused, Target target) {
        List<X509Certificate> chain = refused.chain();
        X509Certificate own = chain.getFirst();
        Optional<ProbeFailure> ownDates = dates(own, target.host(), "own");
        if (ownDates.isPresent()) {
            return ownDates.get();
        }
        if (isAboutNames(refused)) {
            return ProbeFailure.fail("probe.tls.wrong-host", target.host(), CertificateNames.shown(own));
        }
        // After the name: servers do send an expired certificate that no path needs any more, and it harms nobody then.
        for (X509Certificate link : chain.subList(1, chain.size())) {
            Optional<ProbeFailure> linkDates = dates(link, target.host(), "chain");
            if (linkDates.isPresent()) {
                return linkDates.get();
            }
        }
        String issuer = CertificateNames.common(own.getIssuerX500Principal().getName());
        if (own.getIssuerX500Principal().equals(own.getSubjectX500Principal())) {
            return ProbeFailure.fail("probe.tls.self-signed", target.host(), issuer);
        }
        String message = String.valueOf(refused.getMessage());
        return message.contains("unable to find valid certification path")
                ? ProbeFailure.fail("probe.tls.unknown-authority", target.host(), issuer)
                : ProbeFailure.fail("probe.tls.refused", target.host(), Amounts.shortened(message));
    }

    private static Optional<ProbeFailure> dates(X509Certificate certificate, String host, String which) {
        Instant now = Instant.now();
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        String subject = CertificateNames.common(certificate.getSubjectX500Principal().getName());
        if (now.isAfter(end)) {
            return Optional.of(ProbeFailure.fail("probe.tls.expired." + which, host, DAY.format(end), subject));
        }
        if (now.isBefore(begin)) {
            return Optional.of(ProbeFailure.fail("probe.tls.not-yet-valid." + which, host, DAY.format(begin), subject));
        }
        return Optional.empty();
    }

    /// The JDK's verifier has no type for this case; these are the beginnings of its three messages.
    private static boolean isAboutNames(ChainKeepingTrust.Refused refused) {
        String message = String.valueOf(refused.getMessage());
        return message.startsWith("No subject alternative") || message.startsWith("No name matching")
                || message.startsWith("Illegal given domain name");
    }
}
