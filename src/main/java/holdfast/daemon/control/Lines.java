package holdfast.daemon.control;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Text lines over a channel, each with a limit of length and time.
///
/// Threading: one reader and one writer at a time.
final class Lines implements Closeable {
    private static final int CHUNK_BYTES = 8192;

    private final SocketChannel channel;
    private final int lineBytesMax;
    private byte[] pending = new byte[0];

    /// @param lineBytesMax longest line that is read, in bytes
    Lines(SocketChannel channel, int lineBytesMax) {
        this.channel = channel;
        this.lineBytesMax = lineBytesMax;
    }

    /// A line came that is longer than allowed.
    static final class LineTooLong extends IOException {
        LineTooLong(int bytes) {
            super("a line of more than " + bytes + " bytes");
        }
    }

    /// Empty at the end of the stream.
    ///
    /// @throws SocketTimeoutException when no whole line came in time; the channel is closed then
    Optional<String> read(long nanos) throws IOException {
        try (var deadline = new Deadline(channel, nanos)) {
            try {
                return read();
            } catch (ClosedChannelException e) {
                throw deadline.isMissed() ? new SocketTimeoutException("no answer in time") : e;
            }
        }
    }

    private Optional<String> read() throws IOException {
        int searched = 0;
        while (true) {
            for (int i = searched; i < pending.length; i++) {
                if (pending[i] == '\n') {
                    String line = new String(pending, 0, i, StandardCharsets.UTF_8);
                    pending = Arrays.copyOfRange(pending, i + 1, pending.length);
                    return Optional.of(line);
                }
            }
            searched = pending.length;
            if (searched > lineBytesMax) {
                throw new LineTooLong(lineBytesMax);
            }
            // A long line is copied as often as it has chunks; growing them with the line keeps that linear in the end.
            ByteBuffer chunk = ByteBuffer.allocate(Math.max(CHUNK_BYTES, searched));
            int read = channel.read(chunk);
            if (read < 0) {
                return Optional.empty();
            }
            int end = searched + read;
            pending = Arrays.copyOf(pending, end);
            System.arraycopy(chunk.array(), 0, pending, searched, read);
        }
    }

    /// @throws SocketTimeoutException when the other end does not take it in time; the channel is closed then
    void write(String line, long nanos) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try (var deadline = new Deadline(channel, nanos)) {
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (ClosedChannelException e) {
                throw deadline.isMissed() ? new SocketTimeoutException("not taken in time") : e;
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
