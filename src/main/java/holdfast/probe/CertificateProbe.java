package holdfast.probe;

import holdfast.model.ProbeResult;
import holdfast.model.ProbeResult.Outcome;
import holdfast.model.Question;
import holdfast.model.Question.CertificatePlace;
import holdfast.model.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/// Asks how long a certificate is still valid, and for whom it is: the one a server shows, or the one in a file.
///
/// Threading: any.
final class CertificateProbe {
    private static final int FILE_BYTES_MAX = 1024 * 1024;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----", Pattern.DOTALL);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final Dialer dialer;
    private final TlsDialer tls = new TlsDialer();

    CertificateProbe(Dialer dialer) {
        this.dialer = dialer;
    }

    ProbeResult probe(Question.Certificate question, Deadline deadline) {
        var phases = new Phases();
        Outcome outcome = Outcome.PASS;
        Reason reason;
        Optional<String> value = Optional.empty();
        try {
            String shown = shown(question.place());
            List<X509Certificate> chain = switch (question.place()) {
                case CertificatePlace.Server server -> List.of(ofServer(server, deadline, phases));
                case CertificatePlace.File(String path) -> ofFile(path);
            };
            long leftNanos = leftNanos(chain);
            value = Optional.of(Amounts.days(leftNanos) + " d");
            reason = judge(question, chain, leftNanos, shown);
        } catch (ProbeFailure e) {
            outcome = e.outcome();
            reason = e.reason();
        }
        return new ProbeResult(outcome, reason, value, phases.list(), deadline.elapsedNanos());
    }

    private static Reason judge(Question.Certificate question, List<X509Certificate> chain, long leftNanos, String shown)
            throws ProbeFailure {
        if (leftNanos < 0) {
            throw ProbeFailure.fail("probe.certificate.expired", shown, DAY.format(end(chain)));
        }
        X509Certificate own = chain.getFirst();
        for (String name : question.names()) {
            if (!CertificateNames.covers(own, name)) {
                throw ProbeFailure.fail("probe.certificate.name", shown, name, CertificateNames.shown(own));
            }
        }
        if (leftNanos < question.leastNanos()) {
            throw ProbeFailure.fail(
                    "probe.certificate.soon", shown, Amounts.days(leftNanos), Amounts.days(question.leastNanos()), DAY.format(end(chain)));
        }
        return Reason.of("probe.certificate.pass", shown, Amounts.days(leftNanos), CertificateNames.shown(own));
    }

    private X509Certificate ofServer(CertificatePlace.Server server, Deadline deadline, Phases phases) throws ProbeFailure {
        var target = new Target(true, server.host(), server.port(), "/");
        var seen = new TlsDialer.Seen();
        try (Socket raw = dialer.dial(target.host(), target.port(), target.place(), deadline, phases)) {
            phases.begin(Phases.Part.TLS);
            var verification = new TlsDialer.Verification(server.verify(), server.caFile());
            try (SSLSocket socket = tls.raise(raw, target, verification, deadline, seen)) {
                phases.end();
                TlsDialer.forget(socket);
            }
        } catch (IOException e) {
            // Closing failed, after the certificate was seen.
            phases.end();
        }
        return seen.certificate().orElseThrow(() -> ProbeFailure.fail("probe.tls.dropped", target.place()));
    }

    private static List<X509Certificate> ofFile(String path) throws ProbeFailure {
        // Opening a pipe would wait for somebody to write into it.
        if (Files.exists(Path.of(path)) && !Files.isRegularFile(Path.of(path))) {
            throw ProbeFailure.fail("probe.certificate.none", path);
        }
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            byte[] bytes = in.readNBytes(FILE_BYTES_MAX);
            var certificates = new ArrayList<X509Certificate>();
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (byte[] block : blocks(bytes)) {
                for (Certificate each : factory.generateCertificates(new ByteArrayInputStream(block))) {
                    if (each instanceof X509Certificate certificate) {
                        certificates.add(certificate);
                    }
                }
            }
            if (certificates.isEmpty()) {
                throw ProbeFailure.fail("probe.certificate.none", path);
            }
            return certificates;
        } catch (NoSuchFileException e) {
            throw ProbeFailure.fail("probe.certificate.missing", path);
        } catch (AccessDeniedException e) {
            throw ProbeFailure.error("probe.certificate.unreadable", path, "Permission denied");
        } catch (IOException e) {
            throw ProbeFailure.error("probe.certificate.unreadable", path, Amounts.shortened(String.valueOf(e.getMessage())));
        } catch (CertificateException e) {
            throw ProbeFailure.fail("probe.certificate.none", path);
        }
    }

    /// The certificates of a PEM file, which may hold a key as well; or the file as it is, if it is none.
    private static List<byte[]> blocks(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        var blocks = new ArrayList<byte[]>();
        for (Matcher pem = PEM.matcher(text); pem.find(); ) {
            blocks.add(pem.group().getBytes(StandardCharsets.ISO_8859_1));
        }
        return blocks.isEmpty() && !text.contains("-----BEGIN ") ? List.of(bytes) : blocks;
    }

    private static String shown(CertificatePlace place) {
        return switch (place) {
            case CertificatePlace.Server server -> new Target(true, server.host(), server.port(), "/").place();
            case CertificatePlace.File(String path) -> path;
        };
    }

    private static Instant end(List<X509Certificate> chain) {
        Instant first = chain.getFirst().getNotAfter().toInstant();
        for (X509Certificate each : chain) {
            Instant end = each.getNotAfter().toInstant();
            first = end.isBefore(first) ? end : first;
        }
        return first;
    }

    /// Until the first of them expires, negative once it has.
    private static long leftNanos(List<X509Certificate> chain) {
        return (end(chain).toEpochMilli() - System.currentTimeMillis()) * 1_000_000L;
    }
}
