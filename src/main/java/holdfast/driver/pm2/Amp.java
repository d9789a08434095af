package holdfast.driver.pm2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Messages as PM2's sockets frame them: one byte with the version (upper half) and the number of arguments (lower half), then
/// each argument behind its length, four bytes, big endian. An argument is text behind `s:` or JSON behind `j:`. The reference is
/// the source of the npm packages `amp` and `amp-message`, which PM2 brings along.
///
/// Threading: one thread.
final class Amp {
    /// Bytes of one message. A list of 1,000 apps takes some 10 MB: each brings its environment, twice.
    static final int MESSAGE_BYTES = 64 * 1024 * 1024;

    private static final int VERSION = 1;
    private static final int ARGUMENTS_MOST = 15;
    private static final int LENGTH_BYTES = 4;

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024).limit(0);

    Amp(ReadableByteChannel channel) {
        this.channel = channel;
    }

    /// The peer does not speak this protocol, or sends what nobody can want.
    static final class Garbled extends IOException {
        private static final long serialVersionUID = 1L;

        Garbled(String what) {
            super(what);
        }
    }

    static byte[] text(String text) {
        return ("s:" + text).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] json(String json) {
        return ("j:" + json).getBytes(StandardCharsets.UTF_8);
    }

    /// What follows the mark of its kind.
    static byte[] content(byte[] argument) throws Garbled {
        if (argument.length < 2 || argument[1] != ':') {
            throw new Garbled("an argument without its kind");
        }
        byte[] content = new byte[argument.length - 2];
        System.arraycopy(argument, 2, content, 0, content.length);
        return content;
    }

    static ByteBuffer frame(List<byte[]> arguments) {
        if (arguments.size() > ARGUMENTS_MOST) {
            throw new IllegalArgumentException("a message has at most 15 arguments, not " + arguments.size());
        }
        int bytes = 1 + arguments.stream().mapToInt(one -> LENGTH_BYTES + one.length).sum();
        ByteBuffer frame = ByteBuffer.allocate(bytes).put((byte) (VERSION << 4 | arguments.size()));
        arguments.forEach(one -> frame.putInt(one.length).put(one));
        return frame.flip();
    }

    /// The arguments of the next message. Empty = the peer has closed.
    Optional<List<byte[]>> next() throws IOException {
        Optional<Integer> count = begin();
        if (count.isEmpty()) {
            return Optional.empty();
        }
        var arguments = new ArrayList<byte[]>();
        int left = MESSAGE_BYTES;
        for (int i = 0; i < count.get(); i++) {
            byte[] argument = new byte[length(left)];
            read(argument);
            left -= argument.length;
            arguments.add(argument);
        }
        return Optional.of(arguments);
    }

    /// The arguments after the first of the next message whose first argument is the text `topic`. All others are passed over
    /// without being kept: every line that any app prints comes along as well. Empty = the peer has closed.
    Optional<List<byte[]>> next(String topic) throws IOException {
        byte[] wanted = text(topic);
        while (true) {
            Optional<Integer> count = begin();
            if (count.isEmpty()) {
                return Optional.empty();
            }
            int length = length(MESSAGE_BYTES);
            boolean isWanted = length == wanted.length && isNext(wanted);
            if (!isWanted && length != wanted.length) {
                skip(length);
            }
            var arguments = new ArrayList<byte[]>();
            for (int i = 1; i < count.get(); i++) {
                int bytes = length(MESSAGE_BYTES);
                if (isWanted) {
                    byte[] argument = new byte[bytes];
                    read(argument);
                    arguments.add(argument);
                } else {
                    skip(bytes);
                }
            }
            if (isWanted) {
                return Optional.of(arguments);
            }
        }
    }

    /// Consumes as many bytes as it is given to compare with.
    private boolean isNext(byte[] wanted) throws IOException {
        byte[] found = new byte[wanted.length];
        read(found);
        return Arrays.equals(found, wanted);
    }

    private Optional<Integer> begin() throws IOException {
        if (!fill()) {
            return Optional.empty();
        }
        int head = buffer.get() & 0xff;
        int count = head & 0xf;
        if (head >> 4 != VERSION || count == 0) {
            throw new Garbled("a message that begins with the byte " + head);
        }
        return Optional.of(count);
    }

    private int length(int most) throws IOException {
        byte[] bytes = new byte[LENGTH_BYTES];
        read(bytes);
        int length = ByteBuffer.wrap(bytes).getInt();
        if (length < 0 || length > most) {
            throw new Garbled("a message longer than " + most + " bytes");
        }
        return length;
    }

    private void read(byte[] target) throws IOException {
        for (int done = 0; done < target.length; ) {
            demand();
            int bytes = Math.min(buffer.remaining(), target.length - done);
            buffer.get(target, done, bytes);
            done += bytes;
        }
    }

    private void skip(int bytes) throws IOException {
        for (int left = bytes; left > 0; ) {
            demand();
            int here = Math.min(buffer.remaining(), left);
            buffer.position(buffer.position() + here);
            left -= here;
        }
    }

    private void demand() throws IOException {
        if (!fill()) {
            throw new Garbled("a message that ends in the middle");
        }
    }

    /// False at the end.
    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear();
        int read = channel.read(buffer);
        buffer.flip();
        return read > 0;
    }
}
