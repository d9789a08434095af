package holdfast.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads one file below `/proc` or below a cgroup. Such files have no length, and one that belongs to a process may fail with
/// ESRCH in the middle of a read.
///
/// Threading: any.
final class ProcFile {
    /// Bytes read of one file: four times what 100,000 lines of `/proc/net/tcp` take; nothing else there comes near it.
    private static final int BYTES_MAX = 64 * 1024 * 1024;

    private ProcFile() {}

    /// The text, decoded as UTF-8; a byte that is none becomes U+FFFD.
    static Reading<String> text(Path file) {
        return bytes(file).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    static Reading<byte[]> bytes(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new Reading.Found<>(in.readNBytes(BYTES_MAX));
        } catch (IOException failure) {
            return failed(file, failure);
        }
    }

    static Reading<Path> link(Path link) {
        try {
            return new Reading.Found<>(Files.readSymbolicLink(link));
        } catch (IOException failure) {
            return failed(link, failure);
        }
    }

    static <T> Reading<T> failed(Path file, IOException failure) {
        Path directory = file.getParent();
        return switch (failure) {
            case NoSuchFileException _ -> new Reading.Gone<>();
            case AccessDeniedException _ -> new Reading.Unreadable<>(file.toString(), "Permission denied");
            // ESRCH has no exception type of its own in the JDK; a vanished process shows by its vanished directory.
            case IOException _ when directory != null && !Files.exists(directory) -> new Reading.Gone<>();
            case FileSystemException broken ->
                new Reading.Unreadable<>(file.toString(), broken.getReason() == null ? "unreadable" : broken.getReason());
            case IOException _ ->
                new Reading.Unreadable<>(file.toString(), failure.getMessage() == null ? "unreadable" : failure.getMessage());
        };
    }
}
