package holdfast.driver.docker;

import holdfast.model.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.HttpException;

/// Why an engine did not answer, in a sentence.
record Trouble(Endpoint endpoint, long withinNanos) {
    /// @param late whether its time was up; whatever was thrown then is the deadline's doing
    Reason explain(Exception failure, boolean late) {
        if (late) {
            return Reason.of("driver.docker.slow", endpoint, seconds(withinNanos));
        }
        return switch (failure) {
            case Exchange.TooLong tooLong -> Reason.of("driver.docker.too-long", endpoint, words(tooLong));
            case HttpException broken -> Reason.of("driver.docker.no-http", endpoint, words(broken));
            case NoSuchFileException missing -> Reason.of("driver.docker.tls", endpoint, missing.getFile() + " does not exist");
            case GeneralSecurityException tls -> Reason.of("driver.docker.tls", endpoint, words(tls));
            case SSLException tls -> Reason.of("driver.docker.tls", endpoint, words(tls));
            case UnknownHostException _ -> Reason.of("driver.docker.unknown-host", endpoint);
            case IOException io -> connection(io);
            default -> Reason.of("driver.docker.broken", endpoint, words(failure));
        };
    }

    /// By the texts of strerror(3): the JDK has no classes of its own for sockets that are files.
    private Reason connection(IOException failure) {
        String message = words(failure);
        if (endpoint instanceof Endpoint.Unix(Path socket)) {
            if (message.contains("Permission denied")) {
                return Reason.of("driver.docker.not-permitted", socket);
            }
            if (message.contains("No such file") && !Files.exists(socket)) {
                return Reason.of("driver.docker.no-socket", socket);
            }
        }
        return failure instanceof ConnectException || message.contains("refused")
                ? Reason.of("driver.docker.not-running", endpoint)
                : Reason.of("driver.docker.broken", endpoint, message);
    }

    static String seconds(long nanos) {
        return nanos % 1_000_000_000L == 0
                ? nanos / 1_000_000_000L + " s"
                : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    private static String words(Exception failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
