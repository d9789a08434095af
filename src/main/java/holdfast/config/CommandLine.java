package holdfast.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A command written as one line. Without anything that only a shell understands it is split into words here, and no shell runs;
/// otherwise it is a shell line and stays as it is. Pure.
///
/// References to variables (`${NAME}`) stay whole inside their word, to be filled in after the split: a value can hold blanks,
/// quotes or semicolons and is still one word.
final class CommandLine {
    private static final String SHELL_CHARACTERS = "|&;<>()`*?[]\n";

    /// Reserved words and special built-ins of sh(1) that programs are not named after.
    private static final Set<String> SHELL_WORDS = Set.of(
            "!", "{", ".", ":", "if", "for", "while", "until", "case", "exec", "cd", "eval", "export", "set", "trap", "ulimit", "umask",
            "unset", "source");

    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*", Pattern.DOTALL);

    private final String line;
    private final List<String> words = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private boolean isWord;
    private boolean isShell;
    private int at;

    private CommandLine(String line) {
        this.line = line;
    }

    /// What a line turned out to be.
    sealed interface Split {
        record Words(List<String> words) implements Split {}

        record ShellLine() implements Split {}

        /// A quote without its end.
        record OpenQuote() implements Split {}
    }

    static Split split(String line) {
        return new CommandLine(line).split();
    }

    private Split split() {
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == ' ' || c == '\t') {
                endWord();
                at++;
            } else if (c == '\'' || c == '"') {
                if (!quoted(c)) {
                    return new Split.OpenQuote();
                }
            } else {
                plain(c);
            }
        }
        endWord();
        boolean shell = isShell
                || (!words.isEmpty()
                        && (SHELL_WORDS.contains(words.getFirst()) || ASSIGNMENT.matcher(words.getFirst()).matches()));
        return shell ? new Split.ShellLine() : new Split.Words(List.copyOf(words));
    }

    private void plain(char c) {
        if (reference()) {
            return;
        }
        boolean begins = !isWord && (c == '#' || c == '~');
        isShell |= begins || c == '$' || SHELL_CHARACTERS.indexOf(c) >= 0;
        isWord = true;
        if (c == '\\' && at + 1 < line.length()) {
            at++;
        }
        word.append(line.charAt(at++));
    }

    /// @return whether the quote has an end
    private boolean quoted(char quote) {
        isWord = true;
        at++;
        while (at < line.length() && line.charAt(at) != quote) {
            char c = line.charAt(at);
            if (reference()) {
                continue;
            }
            if (quote == '"') {
                isShell |= c == '$' || c == '`';
                if (c == '\\' && at + 1 < line.length() && "\\\"$`".indexOf(line.charAt(at + 1)) >= 0) {
                    at++;
                }
            }
            word.append(line.charAt(at++));
        }
        boolean isClosed = at < line.length();
        at++;
        return isClosed;
    }

    /// Takes `${NAME}` or `$$` whole, if one begins here.
    private boolean reference() {
        Optional<String> found = Optional.of(Interpolation.REFERENCE.matcher(line).region(at, line.length()))
                .filter(Matcher::lookingAt)
                .map(Matcher::group);
        found.ifPresent(text -> {
            isWord = true;
            word.append(text);
            at += text.length();
        });
        return found.isPresent();
    }

    private void endWord() {
        if (isWord) {
            words.add(word.toString());
        }
        word.setLength(0);
        isWord = false;
    }
}
