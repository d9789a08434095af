package holdfast.driver.rival;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Small files that people write. What is missing, not for us to read, too long or no text is not there.
///
/// Threading: any.
final class TextFile {
    /// Bytes; a longer file is no script that somebody wrote to keep a service up.
    private static final int BYTES_MAX = 64 * 1024;

    private TextFile() {}

    static Optional<String> read(Path file) {
        // A device or a pipe may never end.
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (var in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return bytes.length > BYTES_MAX || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text);
        } catch (IOException hidden) {
            return Optional.empty();
        }
    }

    /// What lies in a folder, by name.
    static List<Path> in(Path folder) {
        var files = new ArrayList<Path>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(files::add);
        } catch (IOException hidden) {
            return List.of();
        }
        Collections.sort(files);
        return files;
    }
}
