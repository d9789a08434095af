package holdfast.driver.docker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.io.ChunkedInputStream;
import org.apache.hc.core5.http.impl.io.ContentLengthInputStream;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.IdentityInputStream;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;

/// One request and its answer on one line.
///
/// Threading: one thread.
final class Exchange {
    private static final int LINE_BYTES = 32 * 1024;
    private static final int HEADERS = 100;
    private static final int BUFFER_BYTES = 4 * 1024;

    private static final Http1Config CONFIG = Http1Config.custom()
            .setMaxLineLength(LINE_BYTES)
            .setMaxHeaderCount(HEADERS)
            .setBufferSize(BUFFER_BYTES)
            .build();

    private final Line line;
    private final SessionInputBufferImpl buffer =
            new SessionInputBufferImpl(new BasicHttpTransportMetrics(), BUFFER_BYTES, -1, LINE_BYTES, null);

    Exchange(Line line) {
        this.line = line;
    }

    /// Status, headers and the body to be read.
    record Answer(ClassicHttpResponse head, InputStream body) {
        int status() {
            return head.getCode();
        }

        Optional<String> header(String name) {
            Header header = head.getFirstHeader(name);
            return Optional.ofNullable(header).map(Header::getValue);
        }
    }

    /// More than anybody should have to read.
    static final class TooLong extends IOException {
        private static final long serialVersionUID = 1L;

        TooLong(int limit) {
            super("more than " + limit + " bytes");
        }
    }

    Answer ask(byte[] request) throws IOException, HttpException {
        line.out().write(request);
        line.out().flush();
        ClassicHttpResponse head = new DefaultHttpResponseParser(CONFIG).parse(buffer, line.in());
        return new Answer(head, body(head));
    }

    private InputStream body(ClassicHttpResponse head) throws HttpException {
        long length = DefaultContentLengthStrategy.INSTANCE.determineLength(head);
        if (head.getCode() == 204 || head.getCode() == 304 || length == 0) {
            return InputStream.nullInputStream();
        }
        if (length == ContentLengthStrategy.CHUNKED) {
            return new ChunkedInputStream(buffer, line.in(), CONFIG);
        }
        return length > 0
                ? new ContentLengthInputStream(buffer, line.in(), length)
                : new IdentityInputStream(buffer, line.in());
    }

    /// All of it.
    ///
    /// @throws TooLong when there is more than `limit`
    static byte[] all(InputStream in, int limit) throws IOException {
        var kept = new ByteArrayOutputStream();
        byte[] chunk = new byte[BUFFER_BYTES];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            kept.write(chunk, 0, count);
            if (kept.size() > limit) {
                throw new TooLong(limit);
            }
        }
        return kept.toByteArray();
    }

    /// The next line without its end; empty when the stream has ended.
    ///
    /// @throws TooLong when it is longer than `limit`
    static Optional<byte[]> line(InputStream in, int limit) throws IOException {
        var kept = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return Optional.empty();
            }
            kept.write(next);
            if (kept.size() > limit) {
                throw new TooLong(limit);
            }
        }
        return Optional.of(kept.toByteArray());
    }
}
