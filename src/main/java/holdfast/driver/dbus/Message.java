package holdfast.driver.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One message of the protocol, D-Bus specification, "Message protocol".
///
/// @param fields header fields by their code; [Field] has the codes
/// @param encoded the body as it came: most signals are not for us, and their bodies are never looked into
public record Message(Kind kind, long serial, Map<Integer, Object> fields, Body encoded) {
    /// Bytes of one message. The specification allows 128 MiB; the longest that is asked for here, all properties of one unit,
    /// has some 20 KiB.
    static final int BYTES = 16 * 1024 * 1024;

    /// Bytes before the header fields, the length of which is the last of them.
    static final int FIXED_BYTES = 16;

    private static final byte LITTLE_ENDIAN = 'l';
    private static final int VERSION = 1;

    /// What a message is; the order is that of the codes, from 1 on.
    public enum Kind {
        CALL(1),
        REPLY(2),
        ERROR(3),
        SIGNAL(4);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /// A body not read yet.
    public record Body(ByteBuffer message, int start) {}

    /// Codes of the header fields.
    static final class Field {
        static final int PATH = 1;
        static final int INTERFACE = 2;
        static final int MEMBER = 3;
        static final int ERROR_NAME = 4;
        static final int REPLY_SERIAL = 5;
        static final int DESTINATION = 6;
        static final int SENDER = 7;
        static final int SIGNATURE = 8;

        private Field() {}

        static String type(int code) {
            return switch (code) {
                case PATH -> "o";
                case REPLY_SERIAL -> "u";
                case SIGNATURE -> "g";
                default -> "s";
            };
        }
    }

    /// The bytes of a message whose body is given by its values.
    static byte[] encode(Kind kind, long serial, Map<Integer, Object> fields, List<?> values) {
        String signature = (String) fields.getOrDefault(Field.SIGNATURE, "");
        byte[] body = new WireWriter().write(signature, values).written();
        List<List<Object>> header = fields.entrySet().stream()
                .map(field -> List.<Object>of(field.getKey(), new Variant(Field.type(field.getKey()), field.getValue())))
                .toList();
        return new WireWriter()
                .write(
                        "yyyyuua(yv)",
                        List.of((int) LITTLE_ENDIAN, kind.code, 0, VERSION, (long) body.length, serial, header))
                .align(8)
                .raw(body)
                .written();
    }

    /// How many bytes the message has in all, from its first [#FIXED_BYTES].
    static int length(ByteBuffer fixed) throws Malformed {
        order(fixed);
        long body = fixed.getInt(4) & 0xffff_ffffL;
        long fields = fixed.getInt(12) & 0xffff_ffffL;
        long length = FIXED_BYTES + (fields + 7) / 8 * 8 + body;
        if (length > BYTES) {
            throw new Malformed("a message of " + length + " bytes");
        }
        return (int) length;
    }

    static Message decode(ByteBuffer bytes) throws Malformed {
        order(bytes);
        int code = bytes.get(1);
        if (code < 1 || code > Kind.values().length) {
            throw new Malformed("a message of kind " + code);
        }
        List<Object> header = new WireReader(bytes.position(0)).read("yyyyuua(yv)");
        int start = bytes.limit() - bytes.getInt(4);
        if (start < bytes.position() || start > bytes.limit()) {
            throw new Malformed("a message whose body does not fit into it");
        }
        var fields = new LinkedHashMap<Integer, Object>();
        for (Object field : (List<?>) header.get(6)) {
            var pair = (List<?>) field;
            fields.put((Integer) pair.getFirst(), pair.getLast());
        }
        return new Message(Kind.values()[code - 1], (Long) header.get(5), fields, new Body(bytes, start));
    }

    /// The values it carries.
    public List<Object> body() throws Malformed {
        return new WireReader(encoded.message().duplicate().order(encoded.message().order()).position(encoded.start()))
                .read(text(Field.SIGNATURE).orElse(""));
    }

    public String path() {
        return text(Field.PATH).orElse("");
    }

    public String interfaceName() {
        return text(Field.INTERFACE).orElse("");
    }

    public String member() {
        return text(Field.MEMBER).orElse("");
    }

    public String errorName() {
        return text(Field.ERROR_NAME).orElse("");
    }

    /// The unique name of who sent it, as the bus vouches for it; empty without a bus.
    public Optional<String> sender() {
        return text(Field.SENDER);
    }

    /// Serial of the call that this answers; 0 for what answers none.
    long replySerial() {
        return fields.get(Field.REPLY_SERIAL) instanceof Long serial ? serial : 0;
    }

    private Optional<String> text(int field) {
        return fields.get(field) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static void order(ByteBuffer bytes) throws Malformed {
        switch (bytes.get(0)) {
            case 'l' -> bytes.order(ByteOrder.LITTLE_ENDIAN);
            case 'B' -> bytes.order(ByteOrder.BIG_ENDIAN);
            default -> throw new Malformed("a message that begins with byte " + bytes.get(0));
        }
        if (bytes.get(3) != VERSION) {
            throw new Malformed("a message of protocol version " + bytes.get(3));
        }
    }
}
