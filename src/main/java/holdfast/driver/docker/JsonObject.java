package holdfast.driver.docker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One JSON object of the engine, read by field. What is missing, null or of another kind is empty: engines of other versions
/// leave out and add.
///
/// @param fields by name, in the order given
record JsonObject(Map<String, ? extends @Nullable Object> fields) {
    static final JsonObject EMPTY = new JsonObject(Map.of());

    static JsonObject of(Map<?, ?> map) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return new JsonObject(fields);
    }

    /// Empty text counts as missing.
    Optional<String> text(String name) {
        return fields.get(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }

    long number(String name) {
        return fields.get(name) instanceof Number number ? number.longValue() : 0;
    }

    boolean isTrue(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    Optional<JsonObject> object(String name) {
        return fields.get(name) instanceof Map<?, ?> map ? Optional.of(of(map)) : Optional.empty();
    }

    /// Without any field when it is missing.
    JsonObject in(String name) {
        return object(name).orElse(EMPTY);
    }

    List<JsonObject> objects(String name) {
        return fields.get(name) instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .map(each -> of((Map<?, ?>) each))
                        .toList()
                : List.of();
    }

    List<String> texts(String name) {
        return fields.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /// Its fields as name → text; what is no text is left out.
    Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        fields.forEach((name, value) -> {
            if (value instanceof String text) {
                texts.put(name, text);
            }
        });
        return texts;
    }
}
