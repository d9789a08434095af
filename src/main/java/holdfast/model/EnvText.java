package holdfast.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The text of an env file (`.env`): `NAME=value` lines, `export` in front allowed, comments, quotes. In single quotes everything is
/// literal, in double quotes `\n`, `\r`, `\t`, `\"`, `\\` and `\$` are what they are in C; both may span lines. Without quotes a
/// value ends before ` #` and has no blanks around it. Nothing is expanded. Pure.
public final class EnvText {
    private static final Pattern HEAD = Pattern.compile("(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \\t]*=[ \\t]*");
    private static final String ESCAPES = "nrt\"\\$";
    private static final String MEANINGS = "\n\r\t\"\\$";

    private final String text;
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final List<Flaw> flaws = new ArrayList<>();
    private int at;

    private EnvText(String text) {
        this.text = text;
    }

    /// What is in it. Values are secrets.
    ///
    /// @param flaws in their order; lines with one of them set nothing
    public record Parsed(Map<String, String> variables, List<Flaw> flaws) {
        @Override
        public String toString() {
            return "Parsed[variables=" + variables.keySet() + ", flaws=" + flaws + "]";
        }
    }

    /// Something that cannot be read. Never holds a value.
    ///
    /// @param at characters of the text before it
    /// @param name of the variable, where it is known
    public record Flaw(Kind kind, int at, Optional<String> name) {}

    public enum Kind {
        /// Not `NAME=value`.
        LINE,
        /// A quote without its end.
        QUOTE,
        /// Something behind the closing quote.
        AFTER_QUOTE,
        /// A zero byte, which no variable can hold.
        NUL
    }

    /// @param text with line ends `\n`
    public static Parsed parse(String text) {
        var reader = new EnvText(text);
        while (reader.at < reader.text.length()) {
            reader.line();
        }
        return new Parsed(reader.variables, List.copyOf(reader.flaws));
    }

    private void line() {
        skipBlanks();
        if (at >= text.length() || text.charAt(at) == '\n' || text.charAt(at) == '#') {
            at = lineEnd() + 1;
            return;
        }
        Matcher head = HEAD.matcher(text).region(at, lineEnd());
        if (!head.lookingAt()) {
            flaws.add(new Flaw(Kind.LINE, at, Optional.empty()));
            at = lineEnd() + 1;
            return;
        }
        int begin = at;
        at = head.end();
        Optional<String> name = Optional.of(head.group(1));
        Optional<String> value = value();
        if (value.isEmpty()) {
            flaws.add(new Flaw(Kind.QUOTE, begin, name));
            at = text.length();
        } else if (value.get().indexOf('\0') >= 0) {
            flaws.add(new Flaw(Kind.NUL, begin, name));
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
            flaws.add(new Flaw(Kind.AFTER_QUOTE, at, Optional.empty()));
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
}
