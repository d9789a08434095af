package holdfast.journal;

import holdfast.model.CheckId;
import holdfast.model.ExitStatus;
import holdfast.model.Incarnation;
import holdfast.model.ProcessIdentity;
import holdfast.model.Reason;
import holdfast.model.Rung;
import holdfast.model.ServiceId;
import io.avaje.json.JsonReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The named values of one JSON object. Asking for what is not there, or is of another type, is an
/// [IllegalArgumentException] that names the field.
///
/// Threading: any, once read.
final class Fields {
    private final Map<String, Object> values;

    private Fields(Map<String, Object> values) {
        this.values = values;
    }

    static Fields read(JsonReader reader) {
        var values = new HashMap<String, Object>();
        reader.beginObject();
        while (reader.hasNextField()) {
            String name = reader.nextField();
            switch (reader.currentToken()) {
                case STRING -> values.put(name, reader.readString());
                case NUMBER -> values.put(name, reader.readLong());
                case BOOLEAN -> values.put(name, reader.readBoolean());
                case BEGIN_OBJECT -> values.put(name, read(reader));
                case BEGIN_ARRAY -> values.put(name, elements(reader));
                case NULL -> reader.skipValue();
            }
        }
        reader.endObject();
        return new Fields(values);
    }

    /// Texts, or objects.
    private static List<Object> elements(JsonReader reader) {
        var elements = new ArrayList<Object>();
        reader.beginArray();
        while (reader.hasNextElement()) {
            elements.add(reader.currentToken() == JsonReader.Token.BEGIN_OBJECT ? read(reader) : reader.readString());
        }
        reader.endArray();
        return elements;
    }

    String text(String name) {
        return get(name, String.class);
    }

    long number(String name) {
        return get(name, Long.class);
    }

    int count(String name) {
        return Math.toIntExact(number(name));
    }

    boolean flag(String name) {
        return get(name, Boolean.class);
    }

    /// Absent when the field is.
    Optional<Boolean> optionalFlag(String name) {
        return values.containsKey(name) ? Optional.of(flag(name)) : Optional.empty();
    }

    <E extends Enum<E>> E constant(String name, Class<E> type) {
        return Enum.valueOf(type, text(name));
    }

    Rung rung() {
        return values.containsKey("own") ? new Rung.Own(text("own")) : constant("rung", Rung.Known.class);
    }

    ServiceId service() {
        return new ServiceId(text("service"));
    }

    CheckId check() {
        return new CheckId(service(), text("check"));
    }

    Optional<CheckId> decidingCheck() {
        return values.containsKey("by") ? Optional.of(new CheckId(service(), text("by"))) : Optional.empty();
    }

    Incarnation incarnation() {
        return new Incarnation(number("incarnation"));
    }

    long incident() {
        return number("incident");
    }

    ProcessIdentity process() {
        var process = get("process", Fields.class);
        return new ProcessIdentity(process.number("pid"), process.number("startTicks"), process.text("boot"));
    }

    Reason reason() {
        return get("reason", Fields.class).asReason();
    }

    /// Absent when the field is.
    Optional<Reason> reason(String name) {
        return values.containsKey(name) ? Optional.of(get(name, Fields.class).asReason()) : Optional.empty();
    }

    List<Reason> reasons(String name) {
        return elements(name).stream()
                .map(each -> each instanceof Fields fields ? fields.asReason() : new Reason(String.valueOf(each), List.of()))
                .toList();
    }

    private Reason asReason() {
        return new Reason(text("key"), elements("values").stream().map(String::valueOf).toList());
    }

    <E extends Enum<E>> Optional<E> optional(String name, Class<E> type) {
        return values.containsKey(name) ? Optional.of(constant(name, type)) : Optional.empty();
    }

    Optional<ServiceId> serviceNamed(String name) {
        return values.containsKey(name) ? Optional.of(new ServiceId(text(name))) : Optional.empty();
    }

    ExitStatus exit() {
        var exit = get("exit", Fields.class);
        if (exit.values.containsKey("code")) {
            return new ExitStatus.Code(exit.count("code"));
        }
        if (exit.values.containsKey("signal")) {
            return new ExitStatus.Signalled(exit.count("signal"), exit.flag("coreDumped"));
        }
        return new ExitStatus.Unknown();
    }

    private List<?> elements(String name) {
        if (values.get(name) instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("field " + name + " is missing or no list");
    }

    private <T> T get(String name, Class<T> type) {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("field " + name + " is missing or no " + type.getSimpleName());
        }
        return type.cast(value);
    }
}
