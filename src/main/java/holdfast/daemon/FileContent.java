package holdfast.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// What a small file held when it was looked at; only files as such are read, since reading a pipe would take from it.
///
/// @param stamp inode, size and time of change: equal for a file that nobody has touched
/// @param bytes empty when there was nothing to read
record FileContent(Map<String, Object> stamp, Optional<byte[]> bytes) {
    private static final String STAMP = "unix:ino,size,ctime";

    static FileContent of(Path file) {
        try {
            // Before the content, so that a change in between is seen the next time.
            Map<String, Object> stamp = Files.readAttributes(file, STAMP);
            return new FileContent(stamp, Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty());
        } catch (IOException missing) {
            return new FileContent(Map.of(), Optional.empty());
        }
    }

    /// The same file now. It is read only if it was touched.
    FileContent again(Path file) {
        try {
            return !isMissing() && stamp.equals(Files.readAttributes(file, STAMP)) ? this : of(file);
        } catch (IOException missing) {
            return of(file);
        }
    }

    boolean isMissing() {
        return bytes.isEmpty();
    }

    boolean isSame(FileContent other) {
        return Arrays.equals(bytes.orElse(null), other.bytes.orElse(null));
    }
}
