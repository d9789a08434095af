package holdfast.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.IdentityInputStream;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;

/// One request and its answer on one fresh connection, which ends with it.
///
/// Threading: one probe.
final class HttpConnection implements AutoCloseable {
    /// Bytes of one header line; four times nginx's default, so that what is refused here is refused everywhere.
    private static final int LINE_BYTES = 32 * 1024;

    private static final int HEADERS = 200;
    private static final int BUFFER_BYTES = 4 * 1024;

    /// Interim answers (100, 103) before the real one; a server that sends more is broken.
    private static final int INTERIM_ANSWERS = 10;

    private static final Http1Config CONFIG = Http1Config.custom()
            .setMaxLineLength(LINE_BYTES)
            .setMaxHeaderCount(HEADERS)
            .setBufferSize(BUFFER_BYTES)
            .build();

    private final Socket socket;
    private final InputStream in;
    private final SessionInputBufferImpl buffer =
            new SessionInputBufferImpl(new BasicHttpTransportMetrics(), BUFFER_BYTES, -1, LINE_BYTES, null);

    HttpConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    void send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
    }

    /// Waits for the first byte of the answer.
    ///
    /// @return false if the peer closed the connection instead
    boolean awaitAnswer() throws IOException {
        return buffer.fillBuffer(in) >= 0;
    }

    /// Status and headers of the final answer.
    ClassicHttpResponse head() throws IOException, HttpException {
        DefaultHttpResponseParser parser = new DefaultHttpResponseParser(CONFIG);
        ClassicHttpResponse head = parser.parse(buffer, in);
        int interim = 0;
        while (head.getCode() < 200 && head.getCode() != 101) {
            if (++interim > INTERIM_ANSWERS) {
                throw new HttpException("more than " + INTERIM_ANSWERS + " interim answers");
            }
            head = parser.parse(buffer, in);
        }
        return head;
    }

    /// The body as sent, freed of its framing. Empty where there is none by definition: RFC 9112, 6.3.
    ///
    /// @param length as [#length] says
    Optional<InputStream> body(ClassicHttpResponse head, String method, long length) {
        int status = head.getCode();
        if (method.equals("HEAD") || status < 200 || status == 204 || status == 304 || length == 0) {
            return Optional.empty();
        }
        if (length == ContentLengthStrategy.CHUNKED) {
            return Optional.of(new ChunkedInputStream(buffer, in, CONFIG));
        }
        return Optional.of(length >= 0 ? new ContentLengthInputStream(buffer, in, length) : new IdentityInputStream(buffer, in));
    }

    /// The announced length of the body in bytes, negative if it is not announced.
    static long length(ClassicHttpResponse head) throws HttpException {
        return DefaultContentLengthStrategy.INSTANCE.determineLength(head);
    }

    long bytesReceived() {
        return buffer.getMetrics().getBytesTransferred();
    }

    @Override
    public void close() {
        if (socket instanceof SSLSocket tls) {
            TlsDialer.forget(tls);
        }
        try {
            socket.close();
        } catch (IOException ignored) {
            // The answer is in hand; that the peer has gone before our farewell (close_notify) changes nothing.
        }
    }
}
