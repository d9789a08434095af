package holdfast.driver.rival;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A command together with the scripts that it names, read as text: nothing is run, so whatever a script works out stays unknown.
///
/// Threading: any.
final class Scripts {
    private static final Pattern FOLDER = Pattern.compile("\\bcd\\s+[\"']?(/[^\\s\"';&|]+)");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("(?m)^\\s*(?:export\\s+|readonly\\s+|local\\s+)?([A-Za-z_][A-Za-z0-9_]*)=[\"']?([^\"'\\s;$`]+)[\"']?");
    private static final Pattern USE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern DEFAULT = Pattern.compile(
            "(?m)^\\s*(?:export\\s+|readonly\\s+|local\\s+)?([A-Za-z_][A-Za-z0-9_]*)=[\"']?\\$\\{\\w+:-([^}\"'$]+)}");

    private final Path root;

    Scripts(Path root) {
        this.root = root;
    }

    String expanded(String command) {
        Matcher folder = FOLDER.matcher(command);
        Path directory = folder.find() ? Path.of(folder.group(1)) : Path.of("/");
        var all = new StringBuilder(substituted(command));
        for (String word : command.split("[\\s;&|]+", -1)) {
            script(directory, word.replaceAll("^[\"'(]+|[\"')]+$", ""))
                    .ifPresent(text -> all.append('\n').append(substituted(text)));
        }
        return all.toString();
    }

    private Optional<String> script(Path directory, String word) {
        if (!word.contains("/")) {
            return Optional.empty();
        }
        try {
            Path file = directory.resolve(word).normalize();
            return TextFile.read(root.resolve(Path.of("/").relativize(file)));
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    /// With the variables put in that the text itself sets to something plain; lines that are comments are left out.
    static String substituted(String text) {
        Map<String, String> variables = new HashMap<>();
        DEFAULT.matcher(text).results().forEach(each -> variables.put(each.group(1), each.group(2)));
        ASSIGNMENT.matcher(text).results().forEach(each -> variables.put(each.group(1), each.group(2)));
        String code = text.lines()
                .filter(line -> !line.stripLeading().startsWith("#"))
                .reduce("", (before, line) -> before + line + "\n");
        return USE.matcher(code).replaceAll(use -> {
            String name = Optional.ofNullable(use.group(1)).orElseGet(() -> use.group(3));
            String otherwise = Optional.ofNullable(use.group(2)).orElseGet(use::group);
            return Matcher.quoteReplacement(variables.getOrDefault(name, otherwise));
        });
    }
}
