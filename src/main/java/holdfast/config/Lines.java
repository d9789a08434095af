package holdfast.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines of a file as their indentation orders them, for a text that cannot be parsed. It guesses, and what it says decides only
/// how much of such a file is left out.
final class Lines {
    /// A key, with its value or without; the dashes of a list may come before it.
    private static final Pattern HEAD = Pattern.compile("^ *((?:- +)*)(\"[^\"]*\"|'[^']*'|[^ #\"'\\[\\]{},-][^:]*):(?: .*|\r)?$");

    private static final Pattern DASH = Pattern.compile("^ *-(?: .*|\r)?$");

    /// Where a value can begin with a quote.
    private static final Pattern OPENING = Pattern.compile("(?:^|[:,\\[{-]) *(['\"])");

    /// Lines that are looked back for the opening of a quote.
    private static final int BACK = 1000;

    private final String[] all;
    private final boolean[] isGone;

    Lines(String text) {
        all = text.split("\n", -1);
        isGone = new boolean[all.length];
    }

    int count() {
        return all.length;
    }

    /// The text with what has been taken out left blank.
    String left() {
        var left = new String[all.length];
        for (int i = 0; i < all.length; i++) {
            left[i] = isGone[i] ? "" : all[i];
        }
        return String.join("\n", left);
    }

    String written(int line) {
        return line >= 0 && line < all.length ? all[line] : "";
    }

    boolean isGone(int line) {
        return isGone[line];
    }

    /// @return false when there was nothing left to take
    boolean take(int first, int past) {
        boolean any = false;
        for (int i = Math.max(0, first); i < Math.min(past, all.length); i++) {
            any |= !isGone[i] && !all[i].isBlank();
            isGone[i] = true;
        }
        return any;
    }

    /// Neither blank, nor a comment, nor taken out.
    boolean counts(int line) {
        String text = all[line].strip();
        return !isGone[line] && !text.isEmpty() && !text.startsWith("#");
    }

    /// Whether something was taken out right after this line.
    boolean isLeftOutAfter(int line) {
        for (int i = line + 1; i < all.length && !counts(i); i++) {
            if (isGone[i]) {
                return true;
            }
        }
        return false;
    }

    int indent(int line) {
        String text = all[line];
        int i = 0;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        return i;
    }

    boolean hasTab(int line) {
        int indent = indent(line);
        return indent < all[line].length() && all[line].charAt(indent) == '\t';
    }

    boolean isItem(int line) {
        return DASH.matcher(all[line]).matches();
    }

    /// The key that a line begins with, without quotes.
    Optional<String> key(int line) {
        Matcher head = HEAD.matcher(all[line]);
        return head.matches() ? Optional.of(head.group(2).strip().replaceAll("^['\"]|['\"]$", "")) : Optional.empty();
    }

    /// The line in which the entry begins that this line belongs to, as far as it shows.
    int head(int line) {
        for (int i = Math.min(line, all.length - 1); i >= 0; i--) {
            if ((hasTab(i) && i == line) || (counts(i) && (HEAD.matcher(all[i]).matches() || isItem(i)))) {
                return i;
            }
        }
        return Math.max(0, Math.min(line, all.length - 1));
    }

    /// The line after the entry that begins here: past what is indented further, what is a list below its key, and what shares an
    /// indentation that fits nothing.
    int past(int head) {
        boolean isTabbed = hasTab(head);
        boolean isAstray = !isTabbed && isAstray(head);
        int width = indent(head);
        int past = head + 1;
        for (int i = head + 1; i < all.length && !hasTab(i); i++) {
            if (!counts(i)) {
                continue;
            }
            boolean belongs = isTabbed
                    ? isAstray(i)
                    : indent(i) > width || (indent(i) == width && (isAstray || (isItem(i) && !isItem(head))));
            if (!belongs) {
                break;
            }
            past = i + 1;
        }
        return past;
    }

    /// The line after the last of those that are indented further than `width`.
    int pastDeeper(int head, int width) {
        int past = head + 1;
        while (past < all.length && (all[past].isBlank() || indent(past) > width || hasTab(past) || all[past].strip().startsWith("#"))) {
            past++;
        }
        return past;
    }

    /// Whether the line begins in a column in which, by the lines before it, nothing can begin.
    private boolean isAstray(int line) {
        int indent = indent(line);
        int before = line - 1;
        while (before >= 0 && (!counts(before) || before == line)) {
            before--;
        }
        if (before < 0) {
            return indent > 0;
        }
        String opened = all[before].strip();
        if (indent > indent(before) && (opened.endsWith(":") || opened.equals("-"))) {
            return false;
        }
        for (int i = before; i >= 0; i--) {
            if (!counts(i)) {
                continue;
            }
            if (columns(i).contains(indent)) {
                return false;
            }
            if (indent(i) < indent) {
                return true;
            }
        }
        return indent > 0;
    }

    /// Where something begins in the line: dashes and the key.
    private List<Integer> columns(int line) {
        var columns = new ArrayList<>(List.of(indent(line)));
        int column = indent(line);
        String text = all[line];
        while (text.startsWith("- ", column)) {
            column += 2;
            while (column < text.length() && text.charAt(column) == ' ') {
                column++;
            }
            columns.add(column);
        }
        return columns;
    }

    /// A quote that was opened in an earlier line and is closed in this one, before this column: where it was opened.
    Optional<int[]> quoteClosedIn(int line, int column) {
        for (int i = line - 1; i >= Math.max(0, line - BACK); i--) {
            if (!counts(i)) {
                continue;
            }
            Matcher opening = OPENING.matcher(all[i]);
            while (opening.find()) {
                int[] close = closing(i, opening.start(1), line);
                if (close[0] == line && close[1] < column) {
                    return Optional.of(new int[] {i, opening.start(1)});
                }
            }
        }
        return Optional.empty();
    }

    /// Line and column of the quote that closes this one, or a line after `last`.
    private int[] closing(int line, int column, int last) {
        char quote = all[line].charAt(column);
        int from = column + 1;
        for (int i = line; i <= last; i++, from = 0) {
            String text = isGone[i] ? "" : all[i];
            for (int j = from; j < text.length(); j++) {
                boolean isEscape = quote == '"' ? text.charAt(j) == '\\' : text.startsWith("''", j);
                if (isEscape) {
                    j++;
                } else if (text.charAt(j) == quote) {
                    return new int[] {i, j};
                }
            }
        }
        return new int[] {last + 1, 0};
    }
}
