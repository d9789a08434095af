package holdfast.probe;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Which certificates are believed: the system's authorities, those of a CA file, or any. The system's are those that its other
/// programs believe, a company's own among them; Java brings a list of its own, for machines that have none. Contexts are dear to make
/// (reading the authorities takes tens of milliseconds), so each is made on first use and kept; a file that changed is read anew.
///
/// Threading: any.
final class TlsTrust {
    /// Where systems keep their authorities: Debian, Ubuntu, Alpine, Arch; Fedora, RHEL; SUSE.
    private static final List<Path> SYSTEMS = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"));

    private final List<Path> systems;

    /// Authorities by CA file; "" for Java's own. One entry per CA file named in the configuration.
    private final Map<String, Loaded> byFile = new ConcurrentHashMap<>();

    private @Nullable SSLContext anyone;

    TlsTrust() {
        this(SYSTEMS);
    }

    /// @param systems where the system's authorities may be
    TlsTrust(List<Path> systems) {
        this.systems = systems;
    }

    private record Loaded(SSLContext context, Optional<FileTime> modified) {}

    SSLContext context(boolean verify, Optional<String> caFile) throws ProbeFailure {
        try {
            if (!verify) {
                return believingAnyone();
            }
            return caFile.isPresent() ? verifying(caFile.get()) : believingTheSystem();
        } catch (IOException | GeneralSecurityException e) {
            throw caFile.isPresent()
                    ? ProbeFailure.error("probe.tls.ca-file", caFile.get(), String.valueOf(e.getMessage()))
                    : ProbeFailure.error("probe.tls.no-authorities", String.valueOf(e.getMessage()));
        }
    }

    private SSLContext believingTheSystem() throws IOException, GeneralSecurityException {
        Optional<Path> system = systems.stream().filter(Files::isReadable).findFirst();
        try {
            return verifying(system.map(Path::toString).orElse(""));
        } catch (IOException | GeneralSecurityException unfit) {
            // A list that Java cannot read is as good as none.
            return verifying("");
        }
    }

    private SSLContext verifying(String file) throws IOException, GeneralSecurityException {
        Optional<FileTime> modified =
                file.isEmpty() ? Optional.empty() : Optional.of(Files.getLastModifiedTime(Path.of(file)));
        Loaded loaded = byFile.get(file);
        if (loaded == null || !loaded.modified.equals(modified)) {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(file.isEmpty() ? null : authorities(file));
            loaded = new Loaded(context(new ChainKeepingTrust(Optional.of(verifier(factory)))), modified);
            byFile.put(file, loaded);
        }
        return loaded.context;
    }

    private static X509ExtendedTrustManager verifier(TrustManagerFactory factory) throws GeneralSecurityException {
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("this Java has no X.509 trust manager");
    }

    private static KeyStore authorities(String file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        // Buffered: Java looks for the next certificate byte by byte.
        try (InputStream in = new BufferedInputStream(Files.newInputStream(Path.of(file)))) {
            int count = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + count++, certificate);
            }
            if (count == 0) {
                throw new GeneralSecurityException("no PEM certificate in it");
            }
        }
        return store;
    }

    private synchronized SSLContext believingAnyone() throws GeneralSecurityException {
        SSLContext context = anyone;
        if (context == null) {
            context = context(new ChainKeepingTrust(Optional.empty()));
            anyone = context;
        }
        return context;
    }

    private static SSLContext context(TrustManager trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trust}, null);
        return context;
    }
}
