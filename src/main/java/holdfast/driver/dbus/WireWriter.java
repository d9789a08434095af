package holdfast.driver.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Writes values by signature, little-endian; they are given as [WireReader] gives them, but for variants, which are a [Variant].
final class WireWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    byte[] written() {
        return bytes.toByteArray();
    }

    /// @throws IllegalArgumentException when signature and values do not fit together
    WireWriter write(String signature, List<?> values) {
        try {
            int at = 0;
            for (Object value : values) {
                int end = Signatures.end(signature, at);
                value(signature, at, end, value);
                at = end;
            }
            if (at != signature.length()) {
                throw new IllegalArgumentException(signature + " wants more than " + values.size() + " values");
            }
        } catch (Malformed malformed) {
            throw new IllegalArgumentException(malformed);
        }
        return this;
    }

    WireWriter raw(byte[] octets) {
        bytes.writeBytes(octets);
        return this;
    }

    WireWriter align(int to) {
        while (bytes.size() % to != 0) {
            bytes.write(0);
        }
        return this;
    }

    private void value(String signature, int at, int end, Object value) throws Malformed {
        char type = signature.charAt(at);
        align(Signatures.alignment(type));
        switch (type) {
            case 'y' -> bytes.write((Integer) value);
            case 'b' -> number((Boolean) value ? 1 : 0, 4);
            case 'n', 'q' -> number((Integer) value, 2);
            case 'i', 'h' -> number((Integer) value, 4);
            case 'u' -> number((Long) value, 4);
            case 'x', 't' -> number((Long) value, 8);
            case 'd' -> number(Double.doubleToRawLongBits((Double) value), 8);
            case 's', 'o' -> {
                byte[] text = ((String) value).getBytes(StandardCharsets.UTF_8);
                number(text.length, 4);
                raw(text).bytes.write(0);
            }
            case 'g' -> signature((String) value);
            case 'v' -> {
                var variant = (Variant) value;
                signature(variant.signature());
                value(variant.signature(), 0, variant.signature().length(), variant.value());
            }
            case '(' -> write(signature.substring(at + 1, end - 1), (List<?>) value);
            case 'a' -> array(signature.substring(at + 1, end), value);
            default -> throw new Malformed("a lone " + type + " in signature " + signature);
        }
    }

    private void signature(String signature) {
        byte[] text = signature.getBytes(StandardCharsets.US_ASCII);
        bytes.write(text.length);
        raw(text).bytes.write(0);
    }

    /// The length, which stands before the padding to the first element and does not count it, is known only afterwards: the
    /// elements are written apart, behind a stand-in for what is before them, so that they come out aligned as in place.
    private void array(String element, Object value) throws Malformed {
        var inner = new WireWriter();
        int alignment = Signatures.alignment(element.charAt(0));
        int start = bytes.size() + 4;
        int aligned = (start + alignment - 1) / alignment * alignment;
        inner.raw(new byte[aligned % 8]);
        if (value instanceof byte[] octets) {
            inner.raw(octets);
        } else if (value instanceof Map<?, ?> map) {
            String pair = element.substring(1, element.length() - 1);
            for (var entry : map.entrySet()) {
                inner.align(8).write(pair, List.of(entry.getKey(), entry.getValue()));
            }
        } else {
            for (Object one : (List<?>) value) {
                inner.value(element, 0, element.length(), one);
            }
        }
        byte[] elements = inner.written();
        int skipped = aligned % 8;
        number(elements.length - skipped, 4);
        align(alignment).bytes.write(elements, skipped, elements.length - skipped);
    }

    private void number(long value, int size) {
        for (int i = 0; i < size; i++) {
            bytes.write((int) (value >>> (8 * i)));
        }
    }
}
