package holdfast.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Which certificates are believed: the system's authorities, those of a CA file, or any. Contexts are dear to make (reading the
/// system's authorities takes tens of milliseconds), so each is made on first use and kept; a CA file that changed is read anew.
///
/// Threading: any.
final class TlsTrust {
    /// Authorities by CA file; "" for the system's own. One entry per CA file named in the configuration.
    private final Map<String, Loaded> byFile = new ConcurrentHashMap<>();

    private @Nullable SSLContext anyone;

    private record Loaded(SSLContext context, Optional<FileTime> modified) {}

    SSLContext context(boolean verify, Optional<String> caFile) throws ProbeFailure {
        try {
            return verify ? verifying(caFile.orElse("")) : believingAnyone();
        } catch (IOException | GeneralSecurityException e) {
            throw caFile.isPresent()
                    ? ProbeFailure.error("probe.tls.ca-file", caFile.get(), String.valueOf(e.getMessage()))
                    : ProbeFailure.error("probe.tls.no-authorities", String.valueOf(e.getMessage()));
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
        try (InputStream in = Files.newInputStream(Path.of(file))) {
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
