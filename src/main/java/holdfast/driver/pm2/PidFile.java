package holdfast.driver.pm2;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.OptionalLong;

/// Reads a file that holds nothing but a pid. What it says is only a hint: whoever owns the folder wrote it.
final class PidFile {
    /// Bytes of such a file; a longer one is something else.
    private static final int BYTES_MOST = 20;

    private PidFile() {}

    static OptionalLong read(String path) {
        try {
            return path.isEmpty() ? OptionalLong.empty() : read(Path.of(path));
        } catch (InvalidPathException nonsense) {
            return OptionalLong.empty();
        }
    }

    /// Empty when there is none, or it is something else.
    static OptionalLong read(Path file) {
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > BYTES_MOST) {
                return OptionalLong.empty();
            }
            String text = Files.readString(file).trim();
            return text.matches("[1-9][0-9]{0,9}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
        } catch (IOException unreadable) {
            // Whoever asks has another way to find out.
            return OptionalLong.empty();
        }
    }
}
