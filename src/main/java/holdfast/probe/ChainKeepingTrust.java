package holdfast.probe;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Passes the decision on to the JDK's verifier, or believes anyone where there is none. A refusal carries the chain that was
/// refused, so that the reason can be told and the days left can be measured even so.
///
/// Threading: any.
final class ChainKeepingTrust extends X509ExtendedTrustManager {
    private final Optional<X509ExtendedTrustManager> verifier;

    ChainKeepingTrust(Optional<X509ExtendedTrustManager> verifier) {
        this.verifier = verifier;
    }

    /// A refused chain, the server's own certificate first.
    static final class Refused extends CertificateException {
        private static final long serialVersionUID = 1L;

        private final transient List<X509Certificate> chain;

        Refused(X509Certificate[] chain, CertificateException cause) {
            super(cause.getMessage(), cause);
            this.chain = List.of(chain);
        }

        List<X509Certificate> chain() {
            return chain;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        if (verifier.isPresent()) {
            try {
                verifier.get().checkServerTrusted(chain, authType, socket);
                // The JDK believes an authority for ever. A self-signed certificate that a CA file names is one, and browsers
                // would refuse it all the same.
                chain[0].checkValidity();
            } catch (CertificateException e) {
                throw new Refused(chain, e);
            }
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        throw noOtherUse();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noOtherUse();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        throw noOtherUse();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        throw noOtherUse();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noOtherUse();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    private static CertificateException noOtherUse() {
        return new CertificateException("only servers on sockets are verified here");
    }
}
