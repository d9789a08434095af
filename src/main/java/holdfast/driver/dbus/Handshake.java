package holdfast.driver.dbus;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The greeting of a connection, D-Bus specification, "Authentication protocol".
final class Handshake {
    /// Bytes of one line of the peer; the longest it may say here has 40.
    private static final int LINE_BYTES = 512;

    private Handshake() {}

    static void perform(SocketChannel channel, long userId) throws IOException {
        String identity = HexFormat.of().formatHex(Long.toString(userId).getBytes(StandardCharsets.US_ASCII));
        say(channel, "\0AUTH EXTERNAL " + identity + "\r\n");
        String answer = line(channel);
        if (!answer.startsWith("OK ")) {
            throw new IOException("the peer does not let user " + userId + " in: " + answer);
        }
        say(channel, "BEGIN\r\n");
    }

    private static void say(SocketChannel channel, String words) throws IOException {
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(words);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Byte by byte: what comes after the line is not this one's to read.
    private static String line(SocketChannel channel) throws IOException {
        var line = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (line.length() < LINE_BYTES) {
            if (channel.read(one.clear()) < 0) {
                throw new EOFException("the peer closed the connection while it was greeted");
            }
            char read = (char) (one.get(0) & 0xff);
            if (read == '\n') {
                return line.toString().trim();
            }
            line.append(read);
        }
        throw new Malformed("a line of more than " + LINE_BYTES + " bytes");
    }
}
