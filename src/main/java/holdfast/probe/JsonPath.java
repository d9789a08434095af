package holdfast.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells what JMESPath does not: whether a plain path (`a.b[0]."c d"`) ends in a `null` that is there, or leads nowhere. Both
/// yield null in JMESPath.
///
/// Threading: pure.
record JsonPath(List<Step> steps) {
    private static final Pattern STEP = Pattern.compile("\\.?(?:([A-Za-z_][A-Za-z0-9_]*)|\"([^\"\\\\]+)\"|\\[(-?\\d{1,9})])");

    /// A member by name, or an item by number; a number below 0 counts from the end.
    record Step(String name, Optional<Integer> index) {}

    /// The path that `expression` is, if it is nothing but a path.
    static Optional<JsonPath> of(String expression) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(expression);
        int end = 0;
        while (end < expression.length() && matcher.find(end) && matcher.start() == end) {
            end = matcher.end();
            String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            steps.add(name != null
                    ? new Step(name, Optional.empty())
                    : new Step("[" + matcher.group(3) + "]", Optional.of(Integer.valueOf(matcher.group(3)))));
        }
        return steps.isEmpty() || end < expression.length() ? Optional.empty() : Optional.of(new JsonPath(steps));
    }

    /// The first step that leads nowhere.
    Optional<String> missing(@Nullable Object document) {
        @Nullable Object at = document;
        for (Step step : steps) {
            if (at instanceof Map<?, ?> fields && step.index().isEmpty() && fields.containsKey(step.name())) {
                at = fields.get(step.name());
            } else if (at instanceof List<?> items && step.index().isPresent() && within(items, step.index().get())) {
                int index = step.index().get();
                at = items.get(index < 0 ? items.size() + index : index);
            } else {
                return Optional.of(step.name());
            }
        }
        return Optional.empty();
    }

    private static boolean within(List<?> items, int index) {
        return index < items.size() && index >= -items.size();
    }
}
