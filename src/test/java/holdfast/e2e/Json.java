package holdfast.e2e;

import io.avaje.json.mapper.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A JSON object that somebody printed.
record Json(Map<String, Object> fields) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    static Json read(String text) {
        return new Json(MAPPER.fromJsonObject(text));
    }

    String text(String name) {
        return String.valueOf(fields.get(name));
    }

    long number(String name) {
        if (fields.get(name) instanceof Number number) {
            return number.longValue();
        }
        throw new AssertionError("no number '" + name + "' in " + fields);
    }

    @SuppressWarnings("unchecked") // The mapper makes every object a map of text to something.
    Optional<Json> object(String name) {
        return fields.get(name) instanceof Map<?, ?> map ? Optional.of(new Json((Map<String, Object>) map)) : Optional.empty();
    }

    @SuppressWarnings("unchecked") // As above.
    List<Json> objects(String name) {
        if (fields.get(name) instanceof List<?> list) {
            return list.stream().map(item -> new Json((Map<String, Object>) item)).toList();
        }
        throw new AssertionError("no list '" + name + "' in " + fields);
    }
}
