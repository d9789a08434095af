package bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// Asks a served process who it is, the same way for everyone who is measured.
final class Client {
    /// Between two tries: fine enough for milliseconds, coarse enough to leave the cores to those who are measured.
    private static final long POLL_NANOS = 200_000L;

    private static final int ANSWER_MILLIS = 1_000;

    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private Client() {}

    /// The pid that the process behind a port gives, in its own namespace; empty while nobody answers.
    static Optional<String> ask(int port) {
        try (var socket = new Socket()) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.getOutputStream().write(REQUEST);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.startsWith("HTTP/1.1 200 ") ? Optional.of(answer.substring(answer.lastIndexOf('\n') + 1)) : Optional.empty();
        } catch (IOException e) {
            // Refused, reset or silent: nobody answers, which is what is being measured.
            return Optional.empty();
        }
    }

    /// Waits until somebody answers on `port`.
    static String awaitAnswer(int port, Duration deadline) {
        return awaitOther(port, "", deadline);
    }

    /// Waits until somebody other than `old` answers on `port`.
    static String awaitOther(int port, String old, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (System.nanoTime() < end) {
            Optional<String> answer = ask(port);
            if (answer.isPresent() && !answer.get().equals(old)) {
                return answer.get();
            }
            Machine.pause(POLL_NANOS);
        }
        throw new IllegalStateException("nobody new answered on port " + port + " within " + deadline.toSeconds() + " s");
    }
}
