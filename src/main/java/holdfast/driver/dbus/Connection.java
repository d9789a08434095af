package holdfast.driver.dbus;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// A connection to one D-Bus peer. What is said on it goes out at once; one virtual thread listens, asleep until something comes.
///
/// Threading: any. Signals are told on the listening thread, in the order in which they came and before any answer that came
/// after them; a listener must not call.
public final class Connection implements AutoCloseable {
    private static final String BROKER = "org.freedesktop.DBus";

    private final Address address;
    private final SocketChannel channel;
    private final Listener listener;
    private final Map<Long, CompletableFuture<Message>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong serials = new AtomicLong();
    private final ReentrantLock writing = new ReentrantLock();
    private final CompletableFuture<IOException> lost = new CompletableFuture<>();

    /// Who hears what comes unasked.
    ///
    /// @param onSignal every signal
    /// @param onLost once, when the connection is over, whoever ended it
    public record Listener(Consumer<Message> onSignal, Consumer<IOException> onLost) {}

    private Connection(Address address, SocketChannel channel, Listener listener) {
        this.address = address;
        this.channel = channel;
        this.listener = listener;
    }

    /// Connects and proves who we are (`EXTERNAL`: the kernel tells the peer our user id).
    ///
    /// @throws IOException when nobody listens there, it is not permitted, or it took longer than `nanos`
    public static Connection open(Address address, long userId, long nanos, Listener listener) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        var ready = new CompletableFuture<Connection>();
        Thread.ofVirtual().name("dbus").start(() -> {
            var connection = new Connection(address, channel, listener);
            try {
                channel.connect(UnixDomainSocketAddress.of(address.socket()));
                Handshake.perform(channel, userId);
            } catch (IOException failed) {
                ready.completeExceptionally(failed);
                return;
            }
            ready.complete(connection);
            connection.listen();
        });
        try {
            Connection connection = await(ready, nanos, "no answer to the greeting");
            if (address.hasBroker()) {
                connection.call(Call.of(BROKER, "/org/freedesktop/DBus", BROKER, "Hello"), nanos);
            }
            return connection;
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    public Address address() {
        return address;
    }

    /// Calls and waits for the answer.
    ///
    /// @return the values of the answer
    /// @throws Refused when the peer answers with an error
    /// @throws IOException when the connection is lost, or no answer came within `nanos`
    public List<Object> call(Call call, long nanos) throws IOException {
        long serial = serials.incrementAndGet();
        var answer = new CompletableFuture<Message>();
        waiting.put(serial, answer);
        try {
            send(call.encode(serial, address.hasBroker()));
            if (lost.isDone()) {
                // Whoever ended the waiting calls may have done so before this one began to wait.
                throw new IOException("the connection is closed");
            }
            Message message = await(answer, nanos, call.member() + " was not answered");
            List<Object> values = message.body();
            if (message.kind() == Message.Kind.ERROR) {
                throw new Refused(message.errorName(), values.isEmpty() ? "" : values.getFirst().toString());
            }
            return values;
        } finally {
            waiting.remove(serial);
        }
    }

    /// Asks the bus for the signals that a match rule describes; without a bus all signals come anyway.
    public void match(String rule, long nanos) throws IOException {
        matching("AddMatch", rule, nanos);
    }

    public void unmatch(String rule, long nanos) throws IOException {
        matching("RemoveMatch", rule, nanos);
    }

    private void matching(String member, String rule, long nanos) throws IOException {
        if (address.hasBroker()) {
            call(Call.of(BROKER, "/org/freedesktop/DBus", BROKER, member).with("s", rule), nanos);
        }
    }

    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException useless) {
            // It is being given up either way.
        }
    }

    private void send(byte[] message) throws IOException {
        writing.lock();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(message);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } finally {
            writing.unlock();
        }
    }

    private void listen() {
        IOException end;
        try {
            while (true) {
                heard(Message.decode(receive()));
            }
        } catch (IOException over) {
            end = over;
        }
        close();
        lost.complete(end);
        var why = end;
        waiting.values().forEach(answer -> answer.completeExceptionally(why));
        listener.onLost().accept(why);
    }

    private void heard(Message message) {
        switch (message.kind()) {
            case SIGNAL -> listener.onSignal().accept(message);
            case REPLY, ERROR -> {
                CompletableFuture<Message> answer = waiting.remove(message.replySerial());
                if (answer != null) {
                    answer.complete(message);
                }
            }
            case CALL -> {
                // Nothing is offered here; a peer that calls runs into its own deadline.
            }
        }
    }

    private ByteBuffer receive() throws IOException {
        ByteBuffer fixed = full(ByteBuffer.allocate(Message.FIXED_BYTES));
        ByteBuffer whole = ByteBuffer.allocate(Message.length(fixed)).put(fixed.rewind());
        return full(whole).rewind();
    }

    private ByteBuffer full(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the peer closed the connection");
            }
        }
        return bytes;
    }

    private static <T> T await(CompletableFuture<T> future, long nanos, String late) throws IOException {
        try {
            return future.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException tooLate) {
            throw new IOException(late + " within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms", tooLate);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(interrupted);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw cause instanceof IOException broken ? broken : new IOException(cause);
        }
    }
}
