package holdfast.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/// Bytes of a file → text, for configuration and env files alike. A file that is too big is refused before it is looked into.
final class TextFile {
    /// Times a file that changes meanwhile is read.
    private static final int READINGS = 3;

    private TextFile() {}

    /// How the bytes of a file are had.
    @FunctionalInterface
    interface Bytes {
        byte[] of(Path path) throws IOException;
    }

    /// @param at where a problem with the file as a whole is reported: the file itself, or the line that names it
    /// @param most bytes
    static Optional<String> read(Path path, String shown, Position at, int most, Problems problems) {
        problems.look(path);
        if (Files.isDirectory(path)) {
            problems.add(at, "file.directory", shown);
            return Optional.empty();
        }
        try {
            Optional<byte[]> settled = settled(path, file -> upTo(file, most));
            if (settled.isEmpty()) {
                problems.add(at, "file.changing", shown);
                return Optional.empty();
            }
            if (settled.get().length > most) {
                problems.add(at, "file.big", shown, Scalars.sizeText(most));
                return Optional.empty();
            }
            return Optional.of(Utf8.decode(settled.get(), shown, problems));
        } catch (NoSuchFileException missing) {
            problems.add(at, "file.missing", shown);
        } catch (AccessDeniedException denied) {
            problems.add(at, "file.denied", shown);
        } catch (IOException failed) {
            problems.add(at, "file.unreadable", shown, String.valueOf(failed.getMessage()));
        }
        return Optional.empty();
    }

    /// One byte more than allowed, if there are so many: the size that the file system tells is 0 for a pipe.
    private static byte[] upTo(Path path, int most) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(most + 1);
        }
    }

    /// The bytes of a file that stayed the same while it was read: half of a configuration can look like a whole one with fewer
    /// services. Empty when it is being written all the time.
    static Optional<byte[]> settled(Path path, Bytes bytes) throws IOException {
        for (int i = 0; i < READINGS; i++) {
            Object before = stamp(path);
            byte[] read = bytes.of(path);
            if (stamp(path).equals(before)) {
                return Optional.of(read);
            }
        }
        return Optional.empty();
    }

    private static Object stamp(Path path) throws IOException {
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        return now.isRegularFile() ? List.of(now.size(), now.lastModifiedTime(), String.valueOf(now.fileKey())) : List.of();
    }

    /// The position just after `text`.
    static Position end(String file, String text) {
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        int column = text.codePointCount(text.lastIndexOf('\n') + 1, text.length()) + 1;
        return new Position(file, line, column);
    }
}
