package holdfast.driver.dbus;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads values out of a message, by signature. `y n q i h` come as [Integer], `u x t` as [Long], `b` as [Boolean], `d` as
/// [Double], `s o g` as [String], arrays as [List] (of bytes: `byte[]`; of pairs: [Map]), structs as [List], variants as what is
/// in them.
final class WireReader {
    /// Bytes of one array that the specification allows: 64 MiB.
    private static final int ARRAY_BYTES = 64 * 1024 * 1024;

    private final ByteBuffer bytes;

    /// @param bytes of one message; positions are counted from its first byte
    WireReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /// All values of a signature.
    List<Object> read(String signature) throws Malformed {
        try {
            return values(signature, 0, signature.length());
        } catch (BufferUnderflowException | IllegalArgumentException short_) {
            throw new Malformed("a message ends within its " + signature);
        }
    }

    private List<Object> values(String signature, int from, int to) throws Malformed {
        var values = new ArrayList<Object>();
        for (int at = from; at < to; ) {
            int end = Signatures.end(signature, at);
            values.add(value(signature, at, end));
            at = end;
        }
        return values;
    }

    private Object value(String signature, int at, int end) throws Malformed {
        char type = signature.charAt(at);
        align(Signatures.alignment(type));
        return switch (type) {
            case 'y' -> bytes.get() & 0xff;
            case 'b' -> bytes.getInt() != 0;
            case 'n' -> (int) bytes.getShort();
            case 'q' -> bytes.getShort() & 0xffff;
            case 'i', 'h' -> bytes.getInt();
            case 'u' -> bytes.getInt() & 0xffff_ffffL;
            case 'x', 't' -> bytes.getLong();
            case 'd' -> bytes.getDouble();
            case 's', 'o' -> text(bytes.getInt());
            case 'g' -> text(bytes.get() & 0xff);
            case 'v' -> variant();
            case '(' -> values(signature, at + 1, end - 1);
            case 'a' -> array(signature, at + 1, end);
            default -> throw new Malformed("a lone " + type + " in signature " + signature);
        };
    }

    private Object variant() throws Malformed {
        String signature = text(bytes.get() & 0xff);
        int end = Signatures.end(signature, 0);
        if (end != signature.length()) {
            throw new Malformed("a variant with more than one type: " + signature);
        }
        return value(signature, 0, end);
    }

    private Object array(String signature, int element, int elementEnd) throws Malformed {
        int length = bytes.getInt();
        if (length < 0 || length > ARRAY_BYTES) {
            throw new Malformed("an array of " + Integer.toUnsignedString(length) + " bytes");
        }
        align(Signatures.alignment(signature.charAt(element)));
        int end = bytes.position() + length;
        if (end > bytes.limit()) {
            throw new Malformed("an array ends behind its message");
        }
        return switch (signature.charAt(element)) {
            case 'y' -> octets(length);
            case '{' -> pairs(signature, element + 1, elementEnd - 1, end);
            default -> {
                var list = new ArrayList<Object>();
                while (bytes.position() < end) {
                    list.add(value(signature, element, elementEnd));
                }
                yield list;
            }
        };
    }

    private byte[] octets(int length) {
        var octets = new byte[length];
        bytes.get(octets);
        return octets;
    }

    private Map<Object, Object> pairs(String signature, int from, int to, int end) throws Malformed {
        var map = new LinkedHashMap<Object, Object>();
        while (bytes.position() < end) {
            align(8);
            List<Object> pair = values(signature, from, to);
            if (pair.size() != 2) {
                throw new Malformed("a pair of " + pair.size());
            }
            map.put(pair.getFirst(), pair.getLast());
        }
        return map;
    }

    private String text(int length) throws Malformed {
        if (length < 0 || length >= bytes.remaining()) {
            throw new Malformed("a text ends behind its message");
        }
        var octets = octets(length);
        bytes.get(); // the NUL that ends it
        return new String(octets, StandardCharsets.UTF_8);
    }

    private void align(int to) {
        bytes.position((bytes.position() + to - 1) / to * to);
    }
}
