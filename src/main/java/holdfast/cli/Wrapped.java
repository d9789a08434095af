package holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text in lines of a terminal, broken between words. A command stays in one piece, so that it can be copied, and so does a word
/// that is longer than a line.
final class Wrapped {
    /// A command of this program; it ends its sentence.
    private static final Pattern COMMAND = Pattern.compile("(?<![^ (])\\S*holdfast(?: -c (?:'[^']*'|\\S+))? [a-z]+\\b.*$");

    /// What changes colours takes no column.
    private static final Pattern PAINT = Pattern.compile("\u001b\\[[0-9;]*m");

    private Wrapped() {}

    /// @param columns of the first line
    /// @param next columns of each further one
    static List<String> lines(String text, int columns, int next) {
        if (width(text) <= columns) {
            return List.of(text);
        }
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : words(text)) {
            int room = lines.isEmpty() ? columns : next;
            if (!line.toString().isBlank() && width(line + " " + word) > room) {
                lines.add(line.toString());
                line.setLength(0);
                line.append(word);
            } else {
                line.append(line.isEmpty() && word.isEmpty() ? "" : line.isEmpty() ? word : " " + word);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    private static List<String> words(String text) {
        Matcher command = COMMAND.matcher(text);
        int end = command.find() ? command.start() : text.length();
        var words = new ArrayList<>(List.of(text.substring(0, end).stripTrailing().split(" ", -1)));
        if (end < text.length()) {
            words.add(text.substring(end));
        }
        return words;
    }

    static int width(String text) {
        return Widths.of(PAINT.matcher(text).replaceAll(""));
    }
}
