package holdfast.driver.dbus;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// A peer that says what the test has it say.
@Timeout(30)
final class ConnectionTest {
    private static final long SOON = 200_000_000L;
    private static final long LONG = 20_000_000_000L;
    private static final Call CALL = Call.of("x.y", "/x", "x.y.Z", "Do").with("s", "it");

    private final BlockingQueue<Message> signals = new LinkedBlockingQueue<>();
    private final CompletableFuture<IOException> lost = new CompletableFuture<>();

    @TempDir
    private Path directory;

    private Address address = Address.direct(Path.of("/none"));
    private final ServerSocketChannel server = unbound();

    private static ServerSocketChannel unbound() {
        try {
            return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        Path socket = directory.resolve("bus");
        server.bind(UnixDomainSocketAddress.of(socket));
        address = Address.direct(socket);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void callIsAnsweredWithItsValues() throws Exception {
        peer(channel -> {
            welcome(channel);
            take(channel);
            say(channel, reply(Message.Kind.REPLY, 1, Map.of(), "o", "/job/1"));
        });

        try (Connection connection = open(LONG)) {
            assertEquals(List.of("/job/1"), connection.call(CALL, LONG));
        }
    }

    @Test
    void errorOfThePeerIsToldByItsName() throws Exception {
        peer(channel -> {
            welcome(channel);
            take(channel);
            say(channel, reply(Message.Kind.ERROR, 1, Map.of(Message.Field.ERROR_NAME, "x.y.Masked"), "s", "no"));
        });

        try (Connection connection = open(LONG)) {
            Refused refused = assertThrows(Refused.class, () -> connection.call(CALL, LONG));
            assertEquals("x.y.Masked", refused.name());
            assertEquals("no", refused.getMessage());
        }
    }

    @Test
    void signalsAreToldInOrderAndBeforeTheAnswerBehindThem() throws Exception {
        peer(channel -> {
            welcome(channel);
            take(channel);
            say(channel, signal("One"));
            say(channel, signal("Two"));
            say(channel, reply(Message.Kind.REPLY, 1, Map.of(), "s", "done"));
        });

        try (Connection connection = open(LONG)) {
            connection.call(CALL, LONG);
            assertEquals(List.of("One", "Two"), signals.stream().map(Message::member).toList());
        }
    }

    @Test
    void peerThatTakesTheConnectionAndSaysNothingCostsOnlyTheDeadline() throws Exception {
        assertThrows(IOException.class, () -> open(SOON));
    }

    @Test
    void peerThatAnswersNoCallCostsOnlyTheDeadline() throws Exception {
        peer(channel -> {
            welcome(channel);
            take(channel);
        });

        try (Connection connection = open(LONG)) {
            IOException late = assertThrows(IOException.class, () -> connection.call(CALL, SOON));
            assertTrue(String.valueOf(late.getMessage()).contains("200 ms"), late.toString());
        }
    }

    @Test
    void peerThatDoesNotLetUsInIsSaid() throws Exception {
        peer(channel -> {
            take(channel);
            say(channel, "REJECTED EXTERNAL\r\n".getBytes(StandardCharsets.US_ASCII));
        });

        IOException refused = assertThrows(IOException.class, () -> open(LONG));
        assertTrue(String.valueOf(refused.getMessage()).contains("REJECTED"), refused.toString());
    }

    @Test
    void lossIsToldOnceAndEndsEveryCallThatWaits() throws Exception {
        peer(channel -> {
            welcome(channel);
            take(channel);
            channel.close();
        });

        try (Connection connection = open(LONG)) {
            assertThrows(IOException.class, () -> connection.call(CALL, LONG));
            lost.get(20, TimeUnit.SECONDS);
            assertFalse(connection.isOpen());
            assertThrows(IOException.class, () -> connection.call(CALL, LONG));
        }
    }

    @Test
    void garbageEndsTheConnection() throws Exception {
        peer(channel -> {
            welcome(channel);
            say(channel, new byte[64]);
        });

        try (Connection _ = open(LONG)) {
            lost.get(20, TimeUnit.SECONDS);
        }
    }

    private Connection open(long nanos) throws IOException {
        return Connection.open(address, 0, nanos, new Connection.Listener(signals::add, lost::complete));
    }

    private interface Script {
        void play(SocketChannel channel) throws IOException;
    }

    private void peer(Script script) {
        Thread.startVirtualThread(() -> {
            try {
                script.play(server.accept());
            } catch (IOException over) {
                // The test is over, and says so itself if it should not be.
            }
        });
    }

    private static void welcome(SocketChannel channel) throws IOException {
        take(channel);
        say(channel, "OK 0123456789abcdef0123456789abcdef\r\n".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer begin = ByteBuffer.allocate("BEGIN\r\n".length());
        while (begin.hasRemaining()) {
            channel.read(begin);
        }
    }

    private static void take(SocketChannel channel) throws IOException {
        channel.read(ByteBuffer.allocate(4096));
    }

    private static void say(SocketChannel channel, byte[] bytes) throws IOException {
        channel.write(ByteBuffer.wrap(bytes));
    }

    private static byte[] signal(String member) {
        Map<Integer, Object> fields = new LinkedHashMap<>();
        fields.put(Message.Field.PATH, "/x");
        fields.put(Message.Field.MEMBER, member);
        return Message.encode(Message.Kind.SIGNAL, 1, fields, List.of());
    }

    private static byte[] reply(Message.Kind kind, long serial, Map<Integer, Object> more, String signature, Object value) {
        Map<Integer, Object> fields = new LinkedHashMap<>(more);
        fields.put(Message.Field.REPLY_SERIAL, serial);
        fields.put(Message.Field.SIGNATURE, signature);
        return Message.encode(kind, 5, fields, List.of(value));
    }
}
