package holdfast.evidence;

import holdfast.model.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// One set of evidence in the making: a directory of text files that only we can read, of bounded size.
///
/// Threading: one at a time.
final class Capture {
    /// Bytes of the whole.
    static final int BYTES_MAX = 5 * 1024 * 1024;

    /// Bytes of one file.
    static final int FILE_BYTES_MAX = 1024 * 1024;

    private static final byte[] CUT = "\n…\n".getBytes(StandardCharsets.UTF_8);

    private final Path directory;
    private final Path scratch;
    private long bytes;

    /// @param directory exists, and is private
    Capture(Path directory) throws IOException {
        this.directory = directory;
        this.scratch = Files.createDirectory(
                directory.resolve("scratch"), PosixFilePermissions.asFileAttribute(EvidenceStore.PRIVATE));
    }

    Path scratch() {
        return scratch;
    }

    /// The end is kept when it is too long: what was said last counts most.
    void write(String name, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        int room = (int) Math.min(FILE_BYTES_MAX, BYTES_MAX - bytes);
        if (content.length == 0 || room <= CUT.length) {
            return;
        }
        boolean fits = content.length <= room;
        int from = fits ? 0 : content.length - room + CUT.length;
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var file = FileChannel.open(directory.resolve(name), options, mode)) {
            if (!fits) {
                writeAll(file, ByteBuffer.wrap(CUT));
            }
            writeAll(file, ByteBuffer.wrap(content, from, content.length - from));
            bytes += file.size();
        }
    }

    Finding.Evidence finish() throws IOException {
        EvidenceStore.delete(scratch);
        return new Finding.Evidence(directory.toString(), bytes);
    }

    private static void writeAll(FileChannel file, ByteBuffer content) throws IOException {
        while (content.hasRemaining()) {
            int _ = file.write(content);
        }
    }
}
