package holdfast.probe;

import holdfast.model.Limits;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// Reads bodies, never more than [Limits#HTTP_BODY_BYTES] of them. Where the content is encoded the limit counts decoded bytes, so
/// a small file that unpacks to gigabytes costs no more than any other.
///
/// Threading: one probe.
final class HttpBody {
    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([A-Za-z0-9_.:-]+)", Pattern.CASE_INSENSITIVE);
    private static final int CHUNK_BYTES = 4 * 1024;

    private final ByteArrayOutputStream kept;
    private long count;
    private boolean isCut;

    private HttpBody(int expectedBytes) {
        kept = new ByteArrayOutputStream(expectedBytes);
    }

    /// A body nothing was read of yet.
    ///
    /// @param length announced bytes, negative if unknown
    static HttpBody expecting(long length) {
        return new HttpBody(Math.clamp(length, 0, CHUNK_BYTES));
    }

    /// Reads to the end or to the limit, keeping nothing: only that it arrives.
    void skim(InputStream in) throws IOException, ProbeFailure {
        read(in, Optional.empty());
    }

    /// Asked once, before more than [BodyRoom#SMALL_BYTES] are kept.
    interface Growth {
        void begin() throws IOException, ProbeFailure;
    }

    /// Reads to the end or to the limit, decoded (RFC 9110, 8.4.1).
    ///
    /// @return false for an encoding that is not known here; then nothing was read
    boolean keep(InputStream in, String encoding, Growth growth) throws IOException, ProbeFailure {
        // Decoders hold native memory, so they are closed; what they read from is not, since a chunked stream reads on to its end
        // when closed, however far that is.
        try (InputStream decoded = decoded(new Unclosed(in), encoding)) {
            if (decoded == null) {
                return false;
            }
            read(decoded, Optional.of(growth));
            return true;
        }
    }

    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The connection closes it.
        }
    }

    /// @param growth absent = nothing is kept
    private void read(InputStream in, Optional<Growth> growth) throws IOException, ProbeFailure {
        boolean isLarge = false;
        byte[] chunk = new byte[CHUNK_BYTES];
        int length = in.read(chunk);
        while (length >= 0) {
            long room = Limits.HTTP_BODY_BYTES - count;
            isCut = length > room;
            int taken = (int) Math.min(length, room);
            count += taken;
            if (growth.isPresent()) {
                if (!isLarge && count > BodyRoom.SMALL_BYTES) {
                    isLarge = true;
                    growth.get().begin();
                }
                kept.write(chunk, 0, taken);
            }
            if (isCut) {
                return;
            }
            length = in.read(chunk);
        }
    }

    /// Decoded bytes read so far.
    long count() {
        return count;
    }

    /// Whether there was more than the limit.
    boolean isCut() {
        return isCut;
    }

    /// The body as text in the charset of its content type; UTF-8 where that says none, or one unknown here.
    String text(Optional<String> contentType) {
        return kept.toString(contentType.flatMap(HttpBody::charset).orElse(StandardCharsets.UTF_8));
    }

    private static Optional<Charset> charset(String contentType) {
        Matcher matcher = CHARSET.matcher(contentType);
        return matcher.find() ? Optional.ofNullable(Charset.forName(matcher.group(1), null)) : Optional.empty();
    }

    private static @Nullable InputStream decoded(InputStream in, String encoding) throws IOException {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> in;
            case "gzip", "x-gzip" -> new GZIPInputStream(in, CHUNK_BYTES);
            case "deflate" -> inflated(in);
            default -> null;
        };
    }

    /// "deflate" means the zlib format (RFC 1950), but some servers send the bare one (RFC 1951). The first byte of zlib is
    /// 0x?8 with the method in its low half, and with the second it is divisible by 31.
    private static InputStream inflated(InputStream in) throws IOException {
        PushbackInputStream ahead = new PushbackInputStream(in, 2);
        byte[] head = ahead.readNBytes(2);
        ahead.unread(head);
        boolean isZlib = head.length == 2 && (head[0] & 0x0f) == 8 && ((head[0] & 0xff) * 256 + (head[1] & 0xff)) % 31 == 0;
        return new ReleasingInflater(ahead, new Inflater(!isZlib));
    }

    /// The JDK releases an inflater of its own making only.
    private static final class ReleasingInflater extends InflaterInputStream {
        ReleasingInflater(InputStream in, Inflater inflater) {
            super(in, inflater, CHUNK_BYTES);
        }

        @Override
        public void close() throws IOException {
            try {
                super.close();
            } finally {
                inf.end();
            }
        }
    }
}
