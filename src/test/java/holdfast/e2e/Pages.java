package holdfast.e2e;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertTrue;

/// What the pages of the drivers give to be copied.
final class Pages {
    private Pages() {}

    /// The first block of a page in this language.
    static String example(String page, String language) {
        Path file = Path.of("docs/drivers/" + page + ".md");
        Matcher block = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(Sandbox.read(file));
        assertTrue(block.find(), file + " has no " + language);
        return block.group(1);
    }
}
