package holdfast.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Asks the applications under test, as their users would.
final class Web {
    private static final int MILLIS = 2_000;

    private Web() {}

    /// The answer's status line, headers and body; empty when nobody answers.
    static Optional<String> get(int port, String path) {
        try (var socket = new Socket()) {
            socket.setSoTimeout(MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), MILLIS);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return Optional.of(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).filter(text -> !text.isEmpty());
        } catch (IOException e) {
            // Refused, reset or silent: nobody answers.
            return Optional.empty();
        }
    }

    static boolean answers(int port, String path) {
        return get(port, path).filter(answer -> answer.startsWith("HTTP/1.1 200 ")).isPresent();
    }

    static void awaitAnswer(int port, String path, long seconds) {
        Await.until("port " + port + " answers " + path, seconds, () -> answers(port, path));
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
