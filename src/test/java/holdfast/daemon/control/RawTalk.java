package holdfast.daemon.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Talk over the control socket by somebody who does not keep to the protocol.
final class RawTalk {
    private RawTalk() {}

    /// One line said, and the first line of the answer.
    static String ask(Path socket, String question) throws IOException {
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            say(channel, question);
            return hear(channel);
        }
    }

    static void say(SocketChannel channel, String words) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(words.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    static String hear(SocketChannel channel) throws IOException {
        var heard = new StringBuilder();
        ByteBuffer chunk = ByteBuffer.allocate(4096);
        while (heard.indexOf("\n") < 0 && channel.read(chunk) >= 0) {
            heard.append(StandardCharsets.UTF_8.decode(chunk.flip()));
            chunk.clear();
        }
        return heard.toString();
    }
}
