package holdfast.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is at the path of Holdfast's own log. The library that writes it deletes whatever it finds there, to put its link to the
/// newest piece in its place, so this looks first: what people wrote is never lost.
///
/// Threading: any.
final class LogPlace {
    private LogPlace() {}

    /// What was found, and made of it.
    sealed interface Found {
        /// Nothing, or our own link.
        record Free() implements Found {}

        /// A file of somebody's, which is `aside` now.
        record Cleared(Path aside) implements Found {}

        /// No file, or one that cannot be moved: it is to be written to as it is.
        record Kept() implements Found {}
    }

    /// The name of the piece with this number, or with this placeholder for it.
    static String piece(String path, String number) {
        int dot = path.lastIndexOf('.');
        boolean hasEnding = dot > path.lastIndexOf('/');
        return hasEnding ? path.substring(0, dot) + "." + number + path.substring(dot) : path + "." + number;
    }

    static Found prepare(Path log) {
        try {
            if (!Files.exists(log)) {
                return new Found.Free();
            }
            if (!Files.isRegularFile(log)) {
                return new Found.Kept();
            }
            return isOurs(log) ? new Found.Free() : new Found.Cleared(Files.move(log, free(log)));
        } catch (IOException unmovable) {
            return new Found.Kept();
        }
    }

    private static boolean isOurs(Path log) throws IOException {
        Pattern piece = Pattern.compile(
                Pattern.quote(piece(log.getFileName().toString(), "\0")).replace("\0", "\\E[0-9]+\\Q"));
        try (Stream<Path> beside = Files.list(log.toAbsolutePath().getParent())) {
            for (Path file : beside.filter(each -> piece.matcher(each.getFileName().toString()).matches()).toList()) {
                if (Files.isSameFile(file, log)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Path free(Path log) {
        Path candidate = Path.of(log + ".old");
        for (int i = 2; Files.exists(candidate, LinkOption.NOFOLLOW_LINKS); i++) {
            candidate = Path.of(log + ".old-" + i);
        }
        return candidate;
    }
}
