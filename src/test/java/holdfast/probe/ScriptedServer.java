package holdfast.probe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A server that does to every connection what the next script says; the last script is kept for all that follow. It speaks bytes,
/// so that it can be as wrong as a real one.
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Deque<Script> scripts = new ArrayDeque<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// What happens on one connection; when it ends, the connection is closed.
    interface Script {
        void play(Visitor visitor) throws IOException, InterruptedException;
    }

    private ScriptedServer(ServerSocket listener, Script... scripts) {
        this.listener = listener;
        this.scripts.addAll(List.of(scripts));
        Thread.ofVirtual().start(this::serve);
    }

    static ScriptedServer plain(Script... scripts) throws IOException {
        return new ScriptedServer(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), scripts);
    }

    static ScriptedServer onIpv6(Script... scripts) throws IOException {
        return new ScriptedServer(new ServerSocket(0, 50, InetAddress.ofLiteral("::1")), scripts);
    }

    static ScriptedServer tls(SSLContext context, Script... scripts) throws IOException {
        return new ScriptedServer(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), scripts);
    }

    /// Reads the request and sends this.
    static Script answering(String answer) {
        return visitor -> {
            visitor.readRequest();
            visitor.send(answer);
        };
    }

    /// HTTP 200 with this JSON.
    static Script json(String body) {
        return answering(200, "application/json", body);
    }

    static Script answering(int status, String type, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return answering("HTTP/1.1 " + status + " Scripted\r\nContent-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n"
                + body);
    }

    static Script redirecting(int status, String location) {
        return answering("HTTP/1.1 " + status + " Elsewhere\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
    }

    int port() {
        return listener.getLocalPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /// The requests seen so far, head and body.
    List<String> requests() {
        return requests;
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                Socket connection = listener.accept();
                connections.add(connection);
                Script script = scripts.size() > 1 ? scripts.removeFirst() : scripts.getFirst();
                Thread.ofVirtual().start(() -> play(script, connection));
            } catch (IOException closing) {
                return;
            }
        }
    }

    private void play(Script script, Socket connection) {
        try (connection) {
            script.play(new Visitor(connection));
        } catch (IOException expected) {
            // The probe has gone away: that is what most of these scripts provoke.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    /// One connection, seen from the server.
    final class Visitor {
        private final Socket connection;
        private final long acceptedMillis = System.currentTimeMillis();

        Visitor(Socket connection) {
            this.connection = connection;
        }

        void readRequest() throws IOException {
            ByteArrayOutputStream seen = new ByteArrayOutputStream();
            InputStream in = connection.getInputStream();
            while (!seen.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    throw new IOException("no request");
                }
                seen.write(next);
            }
            String head = seen.toString(StandardCharsets.UTF_8);
            int at = head.indexOf("Content-Length: ");
            int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
            requests.add(head + new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }

        /// Whether the TLS session is older than the connection.
        boolean isResumed() {
            return connection instanceof SSLSocket tls && tls.getSession().getCreationTime() < acceptedMillis;
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        void send(byte[] bytes) throws IOException {
            connection.getOutputStream().write(bytes);
            connection.getOutputStream().flush();
        }

        /// Ends the connection with RST instead of FIN.
        void reset() throws IOException {
            connection.setSoLinger(true, 0);
            connection.close();
        }

        /// Sends nothing more until the probe has gone.
        void hang() throws IOException {
            long _ = connection.getInputStream().transferTo(OutputStream.nullOutputStream());
        }

        /// One byte, then a pause, again and again.
        void drip(String text, long pauseMillis) throws IOException, InterruptedException {
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                send(new byte[] {b});
                if (closed.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }
    }
}
