package holdfast.probe;

import java.util.ArrayList;
import java.util.List;

/// Cuts a JMESPath expression into the operands whose values explain its answer: of ``length(@) > `0` `` that is `length(@)`.
/// Only the top level is cut, at `&&`, `||` and comparisons; an expression with a pipe stays whole, since what stands right of it
/// cannot be asked by itself.
///
/// Threading: pure.
final class JsonTerms {
    private final String expression;
    private final List<String> operands = new ArrayList<>();
    private int from;

    private JsonTerms(String expression) {
        this.expression = expression;
    }

    /// The operands in order, literals left out; the whole expression if there is nothing to cut.
    static List<String> of(String expression) {
        JsonTerms terms = new JsonTerms(expression);
        return terms.cut() && !terms.operands.isEmpty() ? List.copyOf(terms.operands) : List.of(expression.strip());
    }

    private boolean cut() {
        int depth = 0;
        int at = 0;
        while (at < expression.length()) {
            char c = expression.charAt(at);
            if (c == '\'' || c == '"' || c == '`') {
                at = closing(c, at);
            } else if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            } else if (depth == 0) {
                int length = operator(at);
                if (length == 1 && c == '|') {
                    return false;
                }
                if (length > 0) {
                    add(at);
                    from = at + length;
                    at = from - 1;
                }
            }
            at++;
        }
        add(expression.length());
        return true;
    }

    private void add(int to) {
        String operand = expression.substring(from, Math.max(from, to)).strip();
        boolean isLiteral = operand.isEmpty() || operand.charAt(0) == '`' || operand.charAt(0) == '\'';
        boolean isNegated = operand.startsWith("!");
        if (!isLiteral) {
            operands.add(isNegated ? operand.substring(1).strip() : operand);
        }
    }

    private int operator(int at) {
        for (String two : List.of("&&", "||", "==", "!=", "<=", ">=")) {
            if (expression.startsWith(two, at)) {
                return 2;
            }
        }
        return "<>|".indexOf(expression.charAt(at)) >= 0 ? 1 : 0;
    }

    private int closing(char quote, int open) {
        int at = open + 1;
        while (at < expression.length() && expression.charAt(at) != quote) {
            at += expression.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }
}
