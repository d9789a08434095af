package holdfast.driver.pm2;

import holdfast.model.Reason;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;

/// Connects to a socket of PM2. Connecting makes nothing: no daemon is started by it.
final class Socket {
    private Socket() {}

    /// What came of it.
    sealed interface Connection {
        /// The caller closes it.
        record Made(SocketChannel channel) implements Connection {}

        /// Nobody listens there: no such file, or one that a daemon left when it died.
        record Nobody() implements Connection {}

        /// Somebody may listen there, and is not to be reached or not to be trusted.
        record Closed(Reason reason) implements Connection {}
    }

    /// Connects, and closes the channel once the time is over, whatever it is used for by then.
    static Connection connect(Home home, Path socket, long withinNanos) {
        return connect(home, socket, channel -> CompletableFuture.delayedExecutor(withinNanos, TimeUnit.NANOSECONDS)
                .execute(() -> close(channel)));
    }

    /// Connects for good.
    static Connection connect(Home home, Path socket) {
        return connect(home, socket, _ -> {});
    }

    private static Connection connect(Home home, Path socket, Consumer<SocketChannel> timing) {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        } catch (IOException failure) {
            return closed(socket, failure);
        }
        timing.accept(channel);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return trusted(home, socket, channel);
        } catch (IOException failure) {
            close(channel);
            return refusal(home, socket, failure);
        }
    }

    private static Connection trusted(Home home, Path socket, SocketChannel channel) throws IOException {
        UserPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
        UserPrincipal owner = Files.getOwner(home.directory());
        // A daemon that root started in a user's home is odd and works; a user's daemon in another's home is a trap.
        if (peer.equals(owner) || peer.getName().equals("root")) {
            return new Connection.Made(channel);
        }
        channel.close();
        return new Connection.Closed(
                Reason.of("driver.pm2.foreign-daemon", socket, peer.getName(), owner.getName()));
    }

    private static Connection refusal(Home home, Path socket, IOException failure) {
        if (failure instanceof SocketException refused) {
            String message = String.valueOf(refused.getMessage());
            // The JDK tells these apart by their texts only, strerror(3) in the C locale of its native code.
            if (message.contains("Connection refused")) {
                return new Connection.Nobody();
            }
            if (message.contains("No such file")) {
                return missing(home.directory());
            }
        }
        return failure instanceof NoSuchFileException ? missing(home.directory()) : closed(socket, failure);
    }

    /// A home that may not be looked into shows no file either.
    private static Connection missing(Path home) {
        return Files.isDirectory(home) && !Files.isExecutable(home)
                ? new Connection.Closed(Reason.of("driver.pm2.home-closed", home))
                : new Connection.Nobody();
    }

    private static Connection closed(Path socket, IOException failure) {
        return new Connection.Closed(Reason.of("driver.pm2.socket-closed", socket, String.valueOf(failure.getMessage())));
    }

    static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException ended) {
            // It is gone either way, and nobody waits for what it still might have said.
        }
    }
}
