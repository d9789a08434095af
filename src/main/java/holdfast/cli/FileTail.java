package holdfast.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The end of a growing file, and what is added to it. The head of the file may be cut off meanwhile, which is how Holdfast
/// rotates: everything behind moves to the front.
final class FileTail implements AutoCloseable {
    private static final int CHUNK_BYTES = 64 * 1024;

    /// A line without an end is cut here, so that a file without line breaks costs no memory.
    private static final int LINE_BYTES_MAX = 1024 * 1024;

    /// What was last read, kept to find the place again after the head was cut.
    private static final int MARK_BYTES = 512;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final FileChannel channel;
    private long position;
    private byte[] mark = new byte[0];
    private byte[] unfinished = new byte[0];

    FileTail(Path file) throws IOException {
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
    }

    /// The last lines; an unfinished one counts.
    List<String> last(int count) throws IOException {
        long start = startOfLast(count);
        position = start;
        List<String> lines = read(channel.size());
        if (unfinished.length > 0) {
            lines.add(text(unfinished));
            unfinished = new byte[0];
        }
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /// Waits a moment, then gives the lines that were added.
    List<String> more() throws IOException {
        LockSupport.parkNanos(POLL_NANOS);
        return added();
    }

    /// The lines that were added since.
    List<String> added() throws IOException {
        long size = channel.size();
        if (size < position) {
            position = placeAfterCut(size);
        }
        return read(size);
    }

    private long startOfLast(int count) throws IOException {
        long end = channel.size();
        int breaks = 0;
        for (long at = end; at > 0; ) {
            int length = (int) Math.min(CHUNK_BYTES, at);
            at -= length;
            byte[] chunk = bytes(at, length);
            for (int i = chunk.length - 1; i >= 0; i--) {
                boolean isLast = at + i == end - 1;
                if (chunk[i] == '\n' && !isLast && ++breaks == count) {
                    return at + i + 1;
                }
            }
            if (end - at > (long) count * LINE_BYTES_MAX) {
                return at;
            }
        }
        return 0;
    }

    private List<String> read(long end) throws IOException {
        var lines = new ArrayList<String>();
        while (position < end) {
            byte[] chunk = bytes(position, (int) Math.min(CHUNK_BYTES, end - position));
            if (chunk.length == 0) {
                break;
            }
            position += chunk.length;
            mark = Arrays.copyOfRange(chunk, Math.max(0, chunk.length - MARK_BYTES), chunk.length);
            split(chunk, lines);
        }
        return lines;
    }

    private void split(byte[] chunk, List<String> lines) {
        int begin = 0;
        for (int i = 0; i < chunk.length; i++) {
            if (chunk[i] == '\n') {
                lines.add(text(joined(chunk, begin, i)));
                unfinished = new byte[0];
                begin = i + 1;
            }
        }
        unfinished = joined(chunk, begin, chunk.length);
        if (unfinished.length > LINE_BYTES_MAX) {
            lines.add(text(unfinished));
            unfinished = new byte[0];
        }
    }

    private byte[] joined(byte[] chunk, int from, int to) {
        byte[] whole = Arrays.copyOf(unfinished, unfinished.length + to - from);
        System.arraycopy(chunk, from, whole, unfinished.length, to - from);
        return whole;
    }

    /// Where the bytes last read are now; the beginning when they were cut off too.
    private long placeAfterCut(long size) throws IOException {
        byte[] now = bytes(Math.max(0, size - 64L * CHUNK_BYTES), (int) Math.min(size, 64L * CHUNK_BYTES));
        for (int at = now.length - mark.length; at >= 0 && mark.length > 0; at--) {
            if (Arrays.equals(now, at, at + mark.length, mark, 0, mark.length)) {
                return size - now.length + at + mark.length;
            }
        }
        return 0;
    }

    private byte[] bytes(long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) >= 0) {}
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static String text(byte[] line) {
        int length = line.length > 0 && line[line.length - 1] == '\r' ? line.length - 1 : line.length;
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
