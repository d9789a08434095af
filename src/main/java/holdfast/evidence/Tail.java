package holdfast.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The end of a file, whatever its length.
final class Tail {
    private Tail() {}

    /// The last bytes as text; what is no UTF-8 becomes U+FFFD.
    static String bytes(Path file, int most) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            return read(channel, Math.max(0, size - most), size);
        }
    }

    private static String read(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, to - from));
        long at = from;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                break;
            }
            at += read;
        }
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    /// The last bytes of those between two places. A line that begins before those is left out.
    static String between(Path file, long from, long to, int most) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long end = Math.min(to, channel.size());
            boolean isCut = end - from > most;
            String text = read(channel, isCut ? end - most : from, end);
            return isCut ? text.substring(text.indexOf('\n') + 1) : text;
        }
    }

    /// The last lines among the last bytes. A line that begins before those is left out, unless it is all there is.
    static String lines(Path file, int linesMost, int bytesMost) throws IOException {
        String text = bytes(file, bytesMost);
        List<String> lines = text.lines().toList();
        boolean isCut = lines.size() > 1 && Files.size(file) > bytesMost;
        int from = Math.max(isCut ? 1 : 0, lines.size() - linesMost);
        return lines.isEmpty() ? "" : String.join("\n", lines.subList(from, lines.size())) + "\n";
    }
}
