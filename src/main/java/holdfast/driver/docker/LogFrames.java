package holdfast.driver.docker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Takes a container's output out of the frames that the engine sends it in, where it has no terminal: one byte for the stream
/// (1 = out, 2 = err), three of nothing, four of length, then the content. Pure.
final class LogFrames {
    private static final int HEADER_BYTES = 8;
    private static final int STREAM_MAX = 2;

    private LogFrames() {}

    /// Both streams as one, line by line, in the order written. What does not begin like a frame is taken as it is.
    static List<String> lines(byte[] sent, boolean isTerminal) {
        byte[] written = isTerminal || !isFramed(sent) ? sent : unframed(sent);
        return new String(written, StandardCharsets.UTF_8).lines().toList();
    }

    private static boolean isFramed(byte[] sent) {
        return sent.length >= HEADER_BYTES && sent[0] >= 0 && sent[0] <= STREAM_MAX && sent[1] == 0 && sent[2] == 0 && sent[3] == 0;
    }

    private static byte[] unframed(byte[] sent) {
        var written = new ByteArrayOutputStream(sent.length);
        var frames = ByteBuffer.wrap(sent);
        while (frames.remaining() > HEADER_BYTES) {
            int length = frames.getInt(frames.position() + 4);
            frames.position(frames.position() + HEADER_BYTES);
            int whole = length < 0 || length > frames.remaining() ? frames.remaining() : length;
            written.write(sent, frames.position(), whole);
            frames.position(frames.position() + whole);
        }
        return written.toByteArray();
    }
}
