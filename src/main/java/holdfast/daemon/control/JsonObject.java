package holdfast.daemon.control;

import io.avaje.json.JsonDataException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One JSON object, read by field. Fields it does not know are no concern of a reader: a newer daemon may send more.
///
/// @param fields by name; a JSON null is a null here
public record JsonObject(Map<String, ? extends @Nullable Object> fields) {
    public String text(String name) {
        return optionalText(name).orElseThrow(() -> missing(name, "text"));
    }

    public Optional<String> optionalText(String name) {
        return Optional.ofNullable(fields.get(name)).map(value -> value instanceof String text ? text : String.valueOf(value));
    }

    public long number(String name) {
        return optionalNumber(name).orElseThrow(() -> missing(name, "number")).longValue();
    }

    public double decimal(String name) {
        return optionalNumber(name).orElseThrow(() -> missing(name, "number")).doubleValue();
    }

    public Optional<Number> optionalNumber(String name) {
        return fields.get(name) instanceof Number number ? Optional.of(number) : Optional.empty();
    }

    public boolean isTrue(String name) {
        return Boolean.TRUE.equals(fields.get(name));
    }

    public Instant instant(String name) {
        return optionalInstant(name).orElseThrow(() -> missing(name, "time"));
    }

    public Optional<Instant> optionalInstant(String name) {
        try {
            return optionalText(name).map(Instant::parse);
        } catch (DateTimeException e) {
            throw new JsonDataException(name + ": " + e.getMessage());
        }
    }

    /// Absent when the field is missing, null, or no object.
    public Optional<JsonObject> object(String name) {
        return objectOf(fields.get(name));
    }

    /// The objects of a list; empty when the field is missing.
    public List<JsonObject> objects(String name) {
        return fields.get(name) instanceof List<?> list
                ? list.stream().flatMap(each -> objectOf(each).stream()).toList()
                : List.of();
    }

    public List<String> texts(String name) {
        return fields.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Optional<JsonObject> objectOf(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return Optional.empty();
        }
        var fields = new HashMap<String, Object>();
        map.forEach((key, field) -> fields.put(String.valueOf(key), field));
        return Optional.of(new JsonObject(fields));
    }

    private static JsonDataException missing(String name, String kind) {
        return new JsonDataException("field " + name + " is missing or no " + kind);
    }
}
