package holdfast.driver.pm2;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

final class AmpTest {
    @Test
    void framesAsPm2Does() {
        ByteBuffer frame = Amp.frame(List.of(Amp.json("{}"), Amp.text("7")));
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);

        // From `node -e "console.log(new (require('amp-message'))([{}, '7']).toBuffer().toString('hex'))"`.
        assertEquals("1200000004" + hex("j:{}") + "00000003" + hex("s:7"), hex(bytes));
    }

    @Test
    void readsWhatItFramesHoweverItIsCutIntoPieces() throws IOException {
        byte[] twice = concat(frame("s:one", "j:[1,2]"), frame("s:two"));

        for (int piece = 1; piece <= twice.length; piece++) {
            var amp = new Amp(inPieces(twice, piece));
            assertEquals(List.of("s:one", "j:[1,2]"), texts(amp.next()));
            assertEquals(List.of("s:two"), texts(amp.next()));
            assertTrue(amp.next().isEmpty());
        }
    }

    @Test
    void passesOverWhatIsNotOfTheTopic() throws IOException {
        byte[] stream = concat(
                frame("s:log:out", "j:\"" + "x".repeat(200_000) + "\""),
                frame("s:process:evens", "j:1"),
                frame("s:process:event", "j:2"),
                frame("s:log:err"),
                frame("s:process:event", "j:3"));

        for (int piece : new int[] {1, 7, 65_536, stream.length}) {
            var amp = new Amp(inPieces(stream, piece));
            assertEquals(List.of("j:2"), texts(amp.next("process:event")));
            assertEquals(List.of("j:3"), texts(amp.next("process:event")));
            assertTrue(amp.next("process:event").isEmpty());
        }
    }

    @Test
    void readsUnicodeAndNothingAtAll() throws IOException {
        var amp = new Amp(inPieces(frame("s:привіт @ 東京", "s:"), 3));

        List<byte[]> arguments = amp.next().orElseThrow();

        assertEquals("привіт @ 東京", new String(Amp.content(arguments.getFirst()), StandardCharsets.UTF_8));
        assertEquals(0, Amp.content(arguments.get(1)).length);
    }

    @Test
    void refusesWhatIsNoMessage() {
        assertThrows(Amp.Garbled.class, () -> new Amp(inPieces("HTTP/1.1 200 OK".getBytes(StandardCharsets.UTF_8), 9)).next());
        assertThrows(Amp.Garbled.class, () -> new Amp(inPieces(new byte[] {0x10}, 1)).next());
        assertThrows(Amp.Garbled.class, () -> new Amp(inPieces(new byte[] {0x11, 0x7f, -1, -1, -1}, 5)).next());
        assertThrows(Amp.Garbled.class, () -> new Amp(inPieces(new byte[] {0x11, -1, -1, -1, -1}, 5)).next());
        assertThrows(Amp.Garbled.class, () -> new Amp(inPieces(new byte[] {0x11, 0, 0, 0, 9, 's'}, 6)).next());
        assertThrows(Amp.Garbled.class, () -> Amp.content("x".getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] frame(String... arguments) {
        return Amp.frame(List.of(arguments).stream()
                        .map(one -> one.getBytes(StandardCharsets.UTF_8))
                        .toList())
                .array();
    }

    private static List<String> texts(Optional<List<byte[]>> arguments) {
        return arguments.orElseThrow().stream()
                .map(one -> new String(one, StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static ReadableByteChannel inPieces(byte[] bytes, int piece) {
        var whole = Channels.newChannel(new ByteArrayInputStream(bytes));
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer target) throws IOException {
                ByteBuffer part = target.slice();
                part.limit(Math.min(piece, part.remaining()));
                int read = whole.read(part);
                target.position(target.position() + Math.max(read, 0));
                return read;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
    }

    private static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
