package holdfast.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An env file (`.env`): `NAME=value` lines, `export` in front allowed, comments, quotes. In single quotes everything is literal, in
/// double quotes `\n`, `\r`, `\t`, `\"`, `\\` and `\$` are what they are in C; both may span lines. Without quotes a value ends
/// before ` #` and has no blanks around it. Nothing is expanded. Values are never part of a message.
final class EnvFile {
    /// Bytes; the environment of a process may not be larger anyway (a sixth of the stack limit, execve(2)).
    static final int MOST_BYTES = 1024 * 1024;

    static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private static final Pattern HEAD = Pattern.compile("(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \\t]*=[ \\t]*");
    private static final String ESCAPES = "nrt\"\\$";
    private static final String MEANINGS = "\n\r\t\"\\$";

    private final String file;
    private final String text;
    private final Problems problems;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private int at;

    private EnvFile(String file, String text, Problems problems) {
        this.file = file;
        this.text = text;
        this.problems = problems;
    }

    /// @param named where the configuration names the file
    static Map<String, String> read(Path path, Position named, Problems problems) {
        Optional<String> text = TextFile.read(path, path.toString(), named, MOST_BYTES, problems);
        return text.map(all -> parse(path.toString(), all, problems)).orElse(Map.of());
    }

    static Map<String, String> parse(String file, String text, Problems problems) {
        var reader = new EnvFile(file, text.replace("\r\n", "\n"), problems);
        while (reader.at < reader.text.length()) {
            reader.line();
        }
        return reader.variables;
    }

    private void line() {
        skipBlanks();
        if (at >= text.length() || text.charAt(at) == '\n' || text.charAt(at) == '#') {
            at = lineEnd() + 1;
            return;
        }
        Matcher head = HEAD.matcher(text).region(at, lineEnd());
        if (!head.lookingAt()) {
            problem(at, "env-file.line");
            at = lineEnd() + 1;
            return;
        }
        int begin = at;
        at = head.end();
        Optional<String> value = value();
        if (value.isEmpty()) {
            problem(begin, "env-file.quote", head.group(1));
            at = text.length();
        } else if (value.get().indexOf('\0') >= 0) {
            problem(begin, "value.nul", head.group(1));
        } else {
            variables.put(head.group(1), value.get());
        }
    }

    /// Empty when a quote has no end.
    private Optional<String> value() {
        char quote = at < text.length() ? text.charAt(at) : '\n';
        if (quote != '"' && quote != '\'') {
            String raw = text.substring(at, lineEnd());
            at = lineEnd() + 1;
            int comment = raw.startsWith("#") ? 0 : raw.indexOf(" #");
            return Optional.of((comment < 0 ? raw : raw.substring(0, comment)).strip());
        }
        var value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != quote; at++) {
            char c = text.charAt(at);
            int escape = quote == '"' && c == '\\' && at + 1 < text.length() ? ESCAPES.indexOf(text.charAt(at + 1)) : -1;
            value.append(escape < 0 ? c : MEANINGS.charAt(escape));
            at += escape < 0 ? 0 : 1;
        }
        if (at >= text.length()) {
            return Optional.empty();
        }
        at++;
        afterQuote();
        return Optional.of(value.toString());
    }

    /// Only a comment may follow.
    private void afterQuote() {
        skipBlanks();
        if (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '#') {
            problem(at, "env-file.after-quote");
        }
        at = lineEnd() + 1;
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private int lineEnd() {
        int end = text.indexOf('\n', Math.min(at, text.length()));
        return end < 0 ? text.length() : end;
    }

    private void problem(int index, String name, Object... values) {
        problems.add(TextFile.end(file, text.substring(0, index)), name, values);
    }
}
