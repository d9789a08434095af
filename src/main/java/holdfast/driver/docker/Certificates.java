package holdfast.driver.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/// The files by which `docker` and an engine know each other: `ca.pem`, `cert.pem`, `key.pem` of one directory. They are read for
/// every connection, so that renewed ones are taken up; connections are rare.
///
/// Threading: any.
final class Certificates {
    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]+)-----END");

    private static final byte[] RSA_ALGORITHM =
            {0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};

    private final Path directory;

    Certificates(Path directory) {
        this.directory = directory;
    }

    /// A socket that believes `ca.pem` alone and checks the name of the host; the handshake is the caller's.
    SSLSocket raise(Socket raw, String host, int port) throws IOException, GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(), trust.getTrustManagers(), null);
        if (!(context.getSocketFactory().createSocket(raw, host, port, true) instanceof SSLSocket socket)) {
            throw new GeneralSecurityException("this Java makes no TLS sockets");
        }
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    private KeyStore authorities() throws IOException, GeneralSecurityException {
        KeyStore store = empty();
        int count = 0;
        for (Certificate certificate : chain("ca.pem")) {
            store.setCertificateEntry("authority-" + count++, certificate);
        }
        return store;
    }

    /// None where there is no `cert.pem`: an engine may want TLS without wanting to know who asks.
    private KeyManager[] keys() throws IOException, GeneralSecurityException {
        if (!Files.exists(directory.resolve("cert.pem"))) {
            return new KeyManager[0];
        }
        KeyStore store = empty();
        store.setKeyEntry("client", privateKey(), new char[0], chain("cert.pem").toArray(new Certificate[0]));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        return keys.getKeyManagers();
    }

    private List<Certificate> chain(String name) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(directory.resolve(name))) {
            var chain = List.<Certificate>copyOf(
                    CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (chain.isEmpty()) {
                throw new GeneralSecurityException(directory.resolve(name) + " holds no PEM certificate");
            }
            return chain;
        }
    }

    private PrivateKey privateKey() throws IOException, GeneralSecurityException {
        Path file = directory.resolve("key.pem");
        Matcher key = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
        if (!key.find()) {
            throw new GeneralSecurityException(file + " holds no PEM private key");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(key.group(2));
        return switch (key.group(1).trim()) {
            case "" -> ofAnyKind(new PKCS8EncodedKeySpec(encoded), file);
            case "RSA" -> KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(wrapped(encoded)));
            default ->
                throw new GeneralSecurityException(file + " is no PKCS#8 key; convert it: openssl pkcs8 -topk8 -nocrypt -in key.pem");
        };
    }

    private static PrivateKey ofAnyKind(PKCS8EncodedKeySpec spec, Path file) throws GeneralSecurityException {
        for (String kind : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(spec);
            } catch (InvalidKeySpecException ofAnotherKind) {
                // The encoding names its algorithm, but there is no factory that reads the name: the next may be of its kind.
            }
        }
        throw new GeneralSecurityException(file + " holds a key of an unknown kind");
    }

    /// A PKCS#1 key inside the PKCS#8 that Java reads (RFC 5208, 5: version, algorithm, key).
    private static byte[] wrapped(byte[] key) {
        var inner = new ByteArrayOutputStream();
        inner.writeBytes(new byte[] {0x02, 0x01, 0x00});
        inner.writeBytes(RSA_ALGORITHM);
        inner.writeBytes(tagged(0x04, key));
        return tagged(0x30, inner.toByteArray());
    }

    /// A DER value with its tag and length (X.690, 8.1.3); two bytes of length are enough for any key.
    private static byte[] tagged(int tag, byte[] value) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(0x82);
        out.write(value.length >> 8);
        out.write(value.length & 0xff);
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
