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

    private Client() {}

    /// The pid that the process behind a port gives, in its own namespace; empty while nobody answers.
    static Optional<String> ask(int port) {
        return get(port, "/").map(answer -> answer.substring(answer.lastIndexOf('\n') + 1));
    }

    /// The whole answer to a request, if it is a good one.
    static Optional<String> get(int port, String path) {
        // 1.0, so that no answer comes in chunks.
        String request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        try (var socket = new Socket()) {
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Optional.of(answer).filter(text -> text.matches("(?s)HTTP/1\\.[01] 200 .*"));
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
