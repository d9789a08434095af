package holdfast.daemon.control;

import io.avaje.json.JsonException;
import io.avaje.json.mapper.JsonMapper;
import io.avaje.json.stream.BufferedJsonWriter;
import io.avaje.json.stream.JsonStream;
import java.util.List;
import java.util.Map;

/// Trees of maps, lists, texts and numbers as JSON and back.
///
/// Threading: any.
public final class Json {
    /// Levels of nesting accepted. The deepest message of ours has six; the reader is recursive, so depth is stack.
    private static final int DEPTH_MAX = 32;

    private static final JsonStream STREAM =
            JsonStream.builder().serializeNulls(true).serializeEmpty(true).build();
    private static final JsonMapper MAPPER =
            JsonMapper.builder().jsonStream(STREAM).build();

    private Json() {}

    /// On one line: strings escape their line breaks.
    public static String line(Map<String, ?> tree) {
        return write(tree, false);
    }

    /// For people and files.
    public static String pretty(Map<String, ?> tree) {
        return write(tree, true);
    }

    /// @throws JsonException when it is not one JSON object, or nested too deeply
    public static JsonObject read(String text) {
        if (isTooDeep(text)) {
            throw new JsonException("nested deeper than " + DEPTH_MAX);
        }
        return new JsonObject(MAPPER.fromJsonObject(text));
    }

    static List<Object> list(String text) {
        return MAPPER.fromJsonArray(text);
    }

    private static String write(Map<String, ?> tree, boolean pretty) {
        try (BufferedJsonWriter writer = STREAM.bufferedWriter()) {
            writer.pretty(pretty);
            MAPPER.toJson(tree, writer);
            return writer.result();
        }
    }

    /// Looks at brackets only, so it may be asked of anything.
    private static boolean isTooDeep(String text) {
        int depth = 0;
        int deepest = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '\\') {
                i++;
            } else if (character == '"') {
                quoted = !quoted;
            } else if (!quoted && (character == '{' || character == '[')) {
                deepest = Math.max(deepest, ++depth);
            } else if (!quoted && (character == '}' || character == ']')) {
                depth--;
            }
        }
        return deepest > DEPTH_MAX;
    }
}
