package holdfast.driver.dbus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A method call.
///
/// @param destination well-known name of the service; left out where there is no bus between
public record Call(String destination, String path, String interfaceName, String member, Arguments arguments) {
    public record Arguments(String signature, List<?> values) {}

    public static Call of(String destination, String path, String interfaceName, String member) {
        return new Call(destination, path, interfaceName, member, new Arguments("", List.of()));
    }

    public Call with(String signature, Object... values) {
        return new Call(destination, path, interfaceName, member, new Arguments(signature, List.of(values)));
    }

    byte[] encode(long serial, boolean hasBroker) {
        Map<Integer, Object> fields = new LinkedHashMap<>();
        fields.put(Message.Field.PATH, path);
        fields.put(Message.Field.INTERFACE, interfaceName);
        fields.put(Message.Field.MEMBER, member);
        if (hasBroker) {
            fields.put(Message.Field.DESTINATION, destination);
        }
        if (!arguments.signature().isEmpty()) {
            fields.put(Message.Field.SIGNATURE, arguments.signature());
        }
        return Message.encode(Message.Kind.CALL, serial, fields, arguments.values());
    }
}
