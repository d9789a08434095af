package holdfast.probe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Certificates made by the JDK's keytool when a test asks for them, so that none is ever found expired on some later day. Each
/// is its own authority: named in a CA file it is trusted, and only its other faults remain.
final class TestCertificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    TestCertificates(Path folder) {
        this.folder = folder;
    }

    /// A server's key with its certificate, and the file that makes a client trust it.
    record Identity(SSLContext server, String caFile) {}

    /// @param name file name and common name
    /// @param alternatives as keytool wants them: `dns:localhost,ip:127.0.0.1`
    /// @param start as keytool wants it: `-20d`, `2200/01/01 00:00:00`
    Identity make(String name, String alternatives, String start, int days) throws IOException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC",
                        "-genkeypair", "-alias", "own", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name,
                        "-ext", "san=" + alternatives, "-startdate", start, "-validity", String.valueOf(days),
                        "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        try {
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IOException("keytool: " + Files.readString(folder.resolve(name + ".log")));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            keytool.destroyForcibly();
        }
        return identity(name, store);
    }

    private Identity identity(String name, Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        String pem = Base64.getMimeEncoder().encodeToString(keys.getCertificate("own").getEncoded());
        Path file = folder.resolve(name + ".pem");
        Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + pem + "\n-----END CERTIFICATE-----\n");
        return new Identity(context, file.toString());
    }
}
