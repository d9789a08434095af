package holdfast.driver.docker;

import io.avaje.json.JsonException;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonWriter;
import io.avaje.json.stream.BufferedJsonWriter;
import io.avaje.json.stream.JsonStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// JSON as the engine speaks it, to trees and back without loss: memory limits are larger than a double holds exactly.
///
/// Threading: any.
final class Json {
    /// Levels of nesting that are followed. The deepest answer of the engine has eight; the reader is recursive, so depth is stack.
    private static final int DEPTH_MAX = 64;

    private static final JsonStream STREAM =
            JsonStream.builder().serializeNulls(true).serializeEmpty(true).build();

    private Json() {}

    /// @throws JsonException when it is not one JSON object, or nested too deeply
    static JsonObject object(String text) {
        if (value(text) instanceof Map<?, ?> map) {
            return JsonObject.of(map);
        }
        throw new JsonException("not a JSON object");
    }

    /// The objects of an array.
    ///
    /// @throws JsonException when it is not one JSON array, or nested too deeply
    static List<JsonObject> objects(String text) {
        if (value(text) instanceof List<?> list) {
            return list.stream()
                    .filter(Map.class::isInstance)
                    .map(each -> JsonObject.of((Map<?, ?>) each))
                    .toList();
        }
        throw new JsonException("not a JSON array");
    }

    static String write(Object tree) {
        try (BufferedJsonWriter writer = STREAM.bufferedWriter()) {
            write(tree, writer);
            return writer.result();
        }
    }

    private static @Nullable Object value(String text) {
        try (JsonReader reader = STREAM.reader(text)) {
            return value(reader, 0);
        }
    }

    private static @Nullable Object value(JsonReader reader, int depth) {
        if (depth > DEPTH_MAX) {
            throw new JsonException("nested deeper than " + DEPTH_MAX);
        }
        return switch (reader.currentToken()) {
            case BEGIN_OBJECT -> map(reader, depth);
            case BEGIN_ARRAY -> list(reader, depth);
            case STRING -> reader.readString();
            case BOOLEAN -> reader.readBoolean();
            case NUMBER -> number(reader.readDecimal());
            case NULL -> reader.isNullValue() ? null : reader.readRaw();
        };
    }

    private static Map<String, @Nullable Object> map(JsonReader reader, int depth) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        reader.beginObject();
        while (reader.hasNextField()) {
            fields.put(reader.nextField(), value(reader, depth + 1));
        }
        reader.endObject();
        return fields;
    }

    private static List<@Nullable Object> list(JsonReader reader, int depth) {
        var items = new ArrayList<@Nullable Object>();
        reader.beginArray();
        while (reader.hasNextElement()) {
            items.add(value(reader, depth + 1));
        }
        reader.endArray();
        return items;
    }

    private static Number number(BigDecimal exact) {
        boolean isWhole = exact.scale() <= 0 && exact.precision() - exact.scale() <= 18;
        return isWhole ? exact.longValueExact() : exact;
    }

    private static void write(@Nullable Object value, JsonWriter writer) {
        switch (value) {
            case null -> writer.nullValue();
            case Map<?, ?> map -> {
                writer.beginObject();
                map.forEach((name, field) -> {
                    writer.name(String.valueOf(name));
                    write(field, writer);
                });
                writer.endObject();
            }
            case List<?> list -> {
                writer.beginArray();
                list.forEach(item -> write(item, writer));
                writer.endArray();
            }
            case Boolean truth -> writer.value(truth.booleanValue());
            case Integer number -> writer.value(number.longValue());
            case Long number -> writer.value(number.longValue());
            case BigDecimal number -> writer.value(number);
            case String text -> writer.value(text);
            default -> throw new IllegalArgumentException("no JSON value: " + value.getClass());
        }
    }
}
