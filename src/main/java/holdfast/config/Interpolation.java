package holdfast.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Puts variables into text: `${NAME}`, `${NAME:-default}` (also when NAME is empty, as in sh(1)), and `$$` for one dollar sign. Any
/// other dollar sign stays. It works on single values after the YAML is parsed, so a variable can never add a line or a key.
final class Interpolation {
    /// What a dollar sign can begin. A `${` that is not one of these is a mistake.
    static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-((?:(?!\\$\\{)[^}])*))?}|\\$\\{");

    private final Map<String, String> variables;

    Interpolation(Map<String, String> variables) {
        this.variables = variables;
    }

    /// What came of one text.
    sealed interface Filled {
        /// @param isFromVariables whether any variable went into it
        record Text(String value, boolean isFromVariables) implements Filled {}

        record Missing(String variable) implements Filled {}

        /// A `${` that begins no reference.
        record Malformed() implements Filled {}
    }

    Filled fill(String written) {
        if (written.indexOf('$') < 0) {
            return new Filled.Text(written, false);
        }
        var text = new StringBuilder();
        boolean any = false;
        Matcher matcher = REFERENCE.matcher(written);
        while (matcher.find()) {
            if (matcher.group().equals("$$")) {
                matcher.appendReplacement(text, "\\$");
                continue;
            }
            Optional<String> name = Optional.ofNullable(matcher.group(1));
            if (name.isEmpty()) {
                return new Filled.Malformed();
            }
            Optional<String> value = value(name.get(), Optional.ofNullable(matcher.group(2)));
            if (value.isEmpty()) {
                return new Filled.Missing(name.get());
            }
            any = true;
            matcher.appendReplacement(text, Matcher.quoteReplacement(value.get()));
        }
        return new Filled.Text(matcher.appendTail(text).toString(), any);
    }

    private Optional<String> value(String name, Optional<String> byDefault) {
        Optional<String> value = Optional.ofNullable(variables.get(name));
        return byDefault.isEmpty() ? value : value.filter(text -> !text.isEmpty()).or(() -> byDefault);
    }
}
