package holdfast.probe;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads JSON strictly by RFC 8259 into maps, lists, strings, numbers, booleans and `null`, as the JMESPath library takes them.
/// Its own parser is the expression grammar, too slow for a body; the writers and readers of the mapping library here let
/// numbers overflow and say neither line nor column. A name given twice keeps its last value, as in every browser.
///
/// Threading: one thread; nothing is shared.
final class Json {
    /// Nesting that is followed. Real bodies have ten levels; a million brackets must not end in a stack overflow.
    private static final int DEPTH = 500;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /// Not JSON. The position counts from 1.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final int line;
        private final int column;
        private final String found;

        Malformed(int line, int column, String found) {
            super(line + ":" + column, null, false, false);
            this.line = line;
            this.column = column;
            this.found = found;
        }

        int line() {
            return line;
        }

        int column() {
            return column;
        }

        /// What stands there, shortened; empty at the end of the text.
        String found() {
            return found;
        }
    }

    static @Nullable Object parse(String text) throws Malformed {
        Json json = new Json(text);
        if (text.startsWith("\uFEFF")) {
            json.at = 1;
        }
        @Nullable Object value = json.value(0);
        json.skipBlanks();
        if (json.at < text.length()) {
            throw json.malformed();
        }
        return value;
    }

    private @Nullable Object value(int depth) throws Malformed {
        skipBlanks();
        return switch (peek()) {
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) throws Malformed {
        enter(depth);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (take('}')) {
            return fields;
        }
        do {
            skipBlanks();
            if (peek() != '"') {
                throw malformed();
            }
            String name = string();
            expect(':');
            fields.put(name, value(depth));
        } while (take(','));
        expect('}');
        return fields;
    }

    private List<@Nullable Object> array(int depth) throws Malformed {
        enter(depth);
        List<@Nullable Object> items = new ArrayList<>();
        if (take(']')) {
            return items;
        }
        do {
            items.add(value(depth));
        } while (take(','));
        expect(']');
        return items;
    }

    private void enter(int depth) throws Malformed {
        if (depth > DEPTH) {
            throw malformed();
        }
        at++;
    }

    private String string() throws Malformed {
        at++;
        int from = at;
        while (peek() != '"' && peek() != '\\') {
            step();
        }
        if (peek() == '"') {
            return text.substring(from, at++);
        }
        StringBuilder out = new StringBuilder(text.substring(from, at));
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
                out.append(escaped());
            } else {
                out.append(text.charAt(at));
                step();
            }
        }
        at++;
        return out.toString();
    }

    /// One character inside a string; control characters must be escaped.
    private void step() throws Malformed {
        if (peek() < ' ') {
            throw malformed();
        }
        at++;
    }

    private char escaped() throws Malformed {
        char letter = peek();
        int index = "\"\\/bfnrt".indexOf(letter);
        if (index >= 0 && letter != 0) {
            at++;
            return "\"\\/\b\f\n\r\t".charAt(index);
        }
        if (letter != 'u' || at + 5 > text.length()) {
            throw malformed();
        }
        int code = 0;
        for (int i = 1; i <= 4; i++) {
            int digit = Character.digit(text.charAt(at + i), 16);
            if (digit < 0) {
                throw malformed();
            }
            code = code * 16 + digit;
        }
        at += 5;
        return (char) code;
    }

    private Number number() throws Malformed {
        int from = at;
        if (peek() == '-') {
            at++;
        }
        boolean isZero = peek() == '0';
        int digits = digits();
        if (isZero && digits > 1) {
            at = from + 1;
            throw malformed();
        }
        boolean isWhole = true;
        if (peek() == '.') {
            at++;
            digits();
            isWhole = false;
        }
        if (peek() == 'e' || peek() == 'E') {
            at++;
            if (peek() == '+' || peek() == '-') {
                at++;
            }
            digits();
            isWhole = false;
        }
        return number(text.substring(from, at), isWhole, digits);
    }

    /// Exact where a long or a decimal can be; an exponent beyond a double's is a number of that size all the same.
    private static Number number(String written, boolean isWhole, int digits) {
        if (isWhole && digits <= 18) {
            return Long.parseLong(written);
        }
        double value = Double.parseDouble(written);
        return isWhole && written.length() <= 40 ? new BigDecimal(written) : value;
    }

    private int digits() throws Malformed {
        int from = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        if (at == from) {
            throw malformed();
        }
        return at - from;
    }

    private @Nullable Object word(String word, @Nullable Object meaning) throws Malformed {
        if (!text.startsWith(word, at)) {
            throw malformed();
        }
        at += word.length();
        return meaning;
    }

    private boolean take(char wanted) {
        skipBlanks();
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char wanted) throws Malformed {
        if (!take(wanted)) {
            throw malformed();
        }
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /// The next character; NUL at the end, which stands nowhere in JSON.
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private Malformed malformed() {
        int end = Math.min(at, text.length());
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        String rest = text.substring(end, Math.min(text.length(), end + 20));
        return new Malformed(line, end - lineStart + 1, Amounts.shortened(rest));
    }
}
