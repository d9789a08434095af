package holdfast.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/// Bytes of a file → text, for configuration and env files alike. A file that is too big is refused before it is looked into.
final class TextFile {
    private TextFile() {}

    /// @param at where a problem with the file as a whole is reported: the file itself, or the line that names it
    /// @param most bytes
    static Optional<String> read(Path path, String shown, Position at, int most, Problems problems) {
        problems.look(path);
        if (Files.isDirectory(path)) {
            problems.add(at, "file.directory", shown);
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path)) {
            // Read one byte more than allowed: the size that the file system tells is 0 for a pipe.
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                problems.add(at, "file.big", shown, Scalars.sizeText(most));
                return Optional.empty();
            }
            return decode(bytes, shown, problems);
        } catch (NoSuchFileException missing) {
            problems.add(at, "file.missing", shown);
        } catch (AccessDeniedException denied) {
            problems.add(at, "file.denied", shown);
        } catch (IOException failed) {
            problems.add(at, "file.unreadable", shown, String.valueOf(failed.getMessage()));
        }
        return Optional.empty();
    }

    private static Optional<String> decode(byte[] bytes, String shown, Problems problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            String hex = "0x%02X".formatted(bytes[in.position()]);
            problems.add(end(shown, text), "file.utf8", hex);
            return Optional.empty();
        }
        // A byte order mark that some editors write; it is no part of the text.
        return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    /// The position just after `text`.
    static Position end(String file, String text) {
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        int column = text.codePointCount(text.lastIndexOf('\n') + 1, text.length()) + 1;
        return new Position(file, line, column);
    }
}
