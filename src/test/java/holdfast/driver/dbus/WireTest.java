package holdfast.driver.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// Bytes and values, both ways.
final class WireTest {
    private static final String EVERYTHING = "ybnqiuxtdsogv(sa(ix))a{sv}asa{tas}";

    private static List<Object> everything() {
        var pairs = new LinkedHashMap<Object, Object>();
        pairs.put("MainPID", new Variant("u", 4711L));
        pairs.put("Job", new Variant("(uo)", List.of(0L, "/")));
        return List.of(
                7, true, -2, 65_535, -3, 4_294_967_295L, -4L, 5L, 1.5, "größer", "/a/b", "a{sv}",
                new Variant("as", List.of("x", "")), List.of("s", List.of(List.of(1, 2L), List.of(3, 4L))), pairs, List.of(),
                Map.of(1L, List.of("one")));
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        Message message = Message.decode(signal(EVERYTHING, everything()));

        List<Object> body = message.body();

        assertEquals(Message.Kind.SIGNAL, message.kind());
        assertEquals("/org/freedesktop/systemd1", message.path());
        assertEquals(List.of(7, true, -2, 65_535, -3, 4_294_967_295L, -4L, 5L, 1.5, "größer", "/a/b", "a{sv}"), body.subList(0, 12));
        assertEquals(List.of("x", ""), body.get(12));
        assertEquals(Map.of("MainPID", 4711L, "Job", List.of(0L, "/")), body.get(14));
        assertEquals(Map.of(1L, List.of("one")), body.get(16));
    }

    @Test
    void bytesOfAnArrayComeInOnePiece() throws Exception {
        byte[] id = {1, 2, -3};

        List<Object> body = Message.decode(signal("v", List.of(new Variant("ay", id)))).body();

        assertArrayEquals(id, (byte[]) body.getFirst());
    }

    /// The example of the specification, "Marshalling containers": an array of one 64-bit number, with its padding.
    @Test
    void arrayIsPaddedAsTheSpecificationSays() {
        assertArrayEquals(
                new byte[] {8, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0},
                new WireWriter().write("ax", List.of(List.of(5L))).written());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "(", "(i", "a{s", "z", "i)", "ae"})
    void signatureThatIsNoneIsRefused(String signature) {
        ByteBuffer bytes = ByteBuffer.allocate(64);

        assertThrows(Malformed.class, () -> new WireReader(bytes).read(signature));
    }

    @Test
    void signatureTooDeepIsRefusedBeforeTheStackEnds() {
        ByteBuffer bytes = ByteBuffer.allocate(64);

        assertThrows(Malformed.class, () -> new WireReader(bytes).read("a".repeat(200) + "i"));
    }

    @Test
    void messageTooLongIsRefusedBeforeItIsRead() throws Exception {
        ByteBuffer bytes = signal("s", List.of("x"));
        bytes.order(ByteOrder.LITTLE_ENDIAN).putInt(4, Message.BYTES);

        assertThrows(Malformed.class, () -> Message.length(bytes));
    }

    /// Whatever comes over the wire ends in values or in [Malformed], never in anything else, and never in more memory than was sent.
    @Test
    void damagedMessagesAreRefusedOrRead() throws Exception {
        byte[] whole = signal(EVERYTHING, everything()).array();
        var dice = new SplittableRandom(20);
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = dice.nextInt(1, 4); i > 0; i--) {
                damaged[dice.nextInt(damaged.length)] = (byte) dice.nextInt(256);
            }
            try {
                Message.decode(ByteBuffer.wrap(damaged)).body();
            } catch (Malformed refused) {
                // As it should be.
            }
        }
    }

    private static ByteBuffer signal(String signature, List<Object> values) {
        Map<Integer, Object> fields = new LinkedHashMap<>();
        fields.put(Message.Field.PATH, "/org/freedesktop/systemd1");
        fields.put(Message.Field.MEMBER, "Told");
        fields.put(Message.Field.SIGNATURE, signature);
        return ByteBuffer.wrap(Message.encode(Message.Kind.SIGNAL, 9, fields, values));
    }
}
