package holdfast.driver;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What lies beside a log: its older pieces `FILE.1` (the youngest) to `FILE.keep`, and a piece on its way there, which is
/// `FILE.copy` until it is complete and on the disk, and `FILE.cut` from then until the log has been cut.
///
/// Threading: one at a time.
final class LogPieces {
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

    private final Path file;
    private final Path directory;

    /// @param file absolute
    LogPieces(Path file) {
        this.file = file;
        this.directory = file.resolveSibling("");
    }

    Path copy() {
        return beside("copy");
    }

    Path cut() {
        return beside("cut");
    }

    boolean isCutPending() {
        return exists(cut());
    }

    /// The copy is complete: from now on it is known that the log still has to lose what is in it, or has just lost it.
    void announceCut() throws IOException {
        Files.move(copy(), cut(), StandardCopyOption.ATOMIC_MOVE);
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// The log has been cut: what was taken from it becomes the youngest piece, and the others move up. Where one is missing,
    /// those behind it stay: an earlier move may have been cut short.
    void shiftIn(int keep) throws IOException {
        if (keep == 0) {
            Files.deleteIfExists(cut());
            return;
        }
        int free = 1;
        while (free < keep && exists(piece(free))) {
            free++;
        }
        for (int i = free; i > 1; i--) {
            Files.move(piece(i - 1), piece(i), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(cut(), piece(1), StandardCopyOption.ATOMIC_MOVE);
    }

    /// Deletes all pieces but the youngest `count`, and of these the oldest, while together they have more than `bytes`.
    void prune(int count, long bytes) throws IOException {
        long left = bytes;
        for (Map.Entry<Integer, Path> piece : numbered().entrySet()) {
            left -= Files.size(piece.getValue());
            if (piece.getKey() > count || (left < 0 && piece.getKey() > 1)) {
                Files.deleteIfExists(piece.getValue());
            }
        }
    }

    private Map<Integer, Path> numbered() throws IOException {
        var found = new TreeMap<Integer, Path>();
        String begin = file.getFileName() + ".";
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path path : all) {
                String name = String.valueOf(path.getFileName());
                boolean isNumbered = name.startsWith(begin) && NUMBER.matcher(name.substring(begin.length())).matches();
                if (isNumbered && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    found.put(Integer.valueOf(name.substring(begin.length())), path);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private Path piece(int number) {
        return beside(Integer.toString(number));
    }

    private Path beside(String ending) {
        return file.resolveSibling(file.getFileName() + "." + ending);
    }

    private static boolean exists(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
