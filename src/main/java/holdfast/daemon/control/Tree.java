package holdfast.daemon.control;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Builds one JSON object, fields in the order they are put. What is absent is written as null, so that every field of the schema
/// is always there.
public final class Tree {
    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    public Tree put(String name, String text) {
        fields.put(name, text);
        return this;
    }

    public Tree put(String name, long number) {
        fields.put(name, number);
        return this;
    }

    public Tree put(String name, boolean flag) {
        fields.put(name, flag);
        return this;
    }

    /// @param digits decimals kept
    public Tree put(String name, double number, int digits) {
        double scale = Math.pow(10, digits);
        fields.put(name, Math.round(number * scale) / scale);
        return this;
    }

    public Tree put(String name, Instant instant) {
        fields.put(name, text(instant));
        return this;
    }

    /// In lower case, words joined by dashes.
    public Tree put(String name, Enum<?> constant) {
        fields.put(name, word(constant));
        return this;
    }

    public Tree put(String name, Tree object) {
        fields.put(name, object.map());
        return this;
    }

    public Tree put(String name, List<Tree> objects) {
        fields.put(name, objects.stream().map(Tree::map).toList());
        return this;
    }

    public Tree putTexts(String name, List<String> texts) {
        fields.put(name, texts);
        return this;
    }

    public Tree putTree(String name, Map<String, ?> tree) {
        fields.put(name, tree);
        return this;
    }

    public Tree put(String name, Optional<?> value) {
        fields.put(name, value.map(Tree::plain).orElse(null));
        return this;
    }

    /// All fields of another object.
    public Tree putAll(Tree other) {
        fields.putAll(other.map());
        return this;
    }

    public Map<String, @Nullable Object> map() {
        return Collections.unmodifiableMap(fields);
    }

    /// The word for a constant: `BACKING_OFF` is `backing-off`.
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The constant for a word.
    ///
    /// @throws IllegalArgumentException when there is none
    public static <E extends Enum<E>> E constant(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Tree tree -> tree.map();
            case Instant instant -> text(instant);
            case Enum<?> constant -> word(constant);
            case Number number -> number;
            case Boolean flag -> flag;
            default -> value.toString();
        };
    }

    /// Microseconds: enough to order events, and every reader of RFC 3339 takes them.
    private static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).toString();
    }
}
