package holdfast.probe;

import io.burt.jmespath.Expression;
import io.burt.jmespath.JmesPathException;
import io.burt.jmespath.JmesPathType;
import io.burt.jmespath.jcf.JcfRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What JSON must hold: a JMESPath expression that is true, or a list with enough items. Compiled once per check.
///
/// Threading: any.
final class JsonExpectation {
    private static final JcfRuntime RUNTIME = new JcfRuntime();

    private final String written;
    private final Expression<Object> whole;
    private final List<Operand> operands = new ArrayList<>();
    private final Optional<Integer> items;

    private record Operand(String written, Expression<Object> expression, Optional<JsonPath> path) {
        static Operand of(String written) {
            return new Operand(written, RUNTIME.compile(written), JsonPath.of(written));
        }
    }

    /// What was found, in words: `subject` is `value`.
    ///
    /// @param reached whether the expectation is met
    record Finding(boolean reached, String subject, String value, boolean isMissing) {}

    /// @throws JmesPathException if the expression is none
    JsonExpectation(String expression, Optional<Integer> items) {
        this.written = expression;
        this.whole = RUNTIME.compile(expression);
        this.items = items;
        if (items.isEmpty()) {
            JsonTerms.of(expression).forEach(operand -> operands.add(Operand.of(operand)));
        }
    }

    String written() {
        return written;
    }

    Optional<Integer> items() {
        return items;
    }

    /// @throws JmesPathException if the document is of the wrong shape for the expression (`length` of a number)
    Finding find(@Nullable Object document) {
        @Nullable Object answer = ask(whole, document);
        if (items.isPresent()) {
            boolean isList = RUNTIME.typeOf(answer) == JmesPathType.ARRAY;
            int count = isList ? RUNTIME.toList(answer).size() : -1;
            String value = isList ? String.valueOf(count) : shown(answer, JsonPath.of(written), document);
            return new Finding(count >= items.get(), written, value, !isList);
        }
        boolean reached = RUNTIME.isTruthy(answer);
        Operand first = operands.getFirst();
        // Of several operands the one that is false or nothing by itself explains most; else the first is as good as any.
        Operand telling = reached ? first : operands.stream()
                .filter(operand -> !RUNTIME.isTruthy(ask(operand.expression, document)))
                .findFirst()
                .orElse(first);
        String value = shown(ask(telling.expression, document), telling.path, document);
        boolean isMissing = telling.path.flatMap(path -> path.missing(document)).isPresent();
        return new Finding(reached, telling.written, value, isMissing);
    }

    /// The library leaves its nulls unmarked: an answer of null is the JSON null.
    private static @Nullable Object ask(Expression<Object> expression, @Nullable Object document) {
        return expression.search(document);
    }

    private static String shown(@Nullable Object value, Optional<JsonPath> path, @Nullable Object document) {
        if (value == null) {
            return path.flatMap(known -> known.missing(document)).map(step -> "missing").orElse("null");
        }
        String text = RUNTIME.toString(value);
        return Amounts.shortened(value instanceof String ? '"' + text + '"' : text);
    }
}
