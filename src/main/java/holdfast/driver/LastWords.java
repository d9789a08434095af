package holdfast.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;

/// What a program wrote last: mostly, why it failed.
public final class LastWords {
    /// Bytes at the end of the output that are looked at, and characters of the line that a sentence shows.
    private static final int BYTES = 4096;

    private static final int CHARACTERS = 300;

    /// What programs write for a terminal, and not for a reader (ECMA-48, 5.4).
    private static final String COLOURS = "\\x1B\\[[0-?]{0,64}[ -/]{0,16}[@-~]|\\p{Cntrl}";

    private LastWords() {}

    /// The last line that says something; empty when none does.
    ///
    /// @param from bytes at the beginning of the file that are another's
    public static String of(Path output, long from) throws IOException {
        return of(output, from, _ -> true);
    }

    /// The last line that says something and is one of these.
    public static String of(Path output, long from, Predicate<String> isTelling) throws IOException {
        try (var file = Files.newByteChannel(output)) {
            file.position(Math.max(Math.min(from, file.size()), file.size() - BYTES));
            var buffer = ByteBuffer.allocate(BYTES);
            while (buffer.hasRemaining() && file.read(buffer) >= 0) {}
            String end = new String(Arrays.copyOf(buffer.array(), buffer.position()), StandardCharsets.UTF_8);
            String line = end.lines()
                    .map(each -> each.replaceAll(COLOURS, "").strip())
                    .filter(each -> !each.isEmpty() && isTelling.test(each))
                    .reduce("", (_, last) -> last);
            return line.length() <= CHARACTERS ? line : line.substring(0, CHARACTERS) + "…";
        }
    }
}
