package holdfast.driver.pm2;

import holdfast.model.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Asks PM2's daemon to do something, over `rpc.sock`: one connection a call, a call being `{type, method, args}` and its answer
/// `{args}` or `{error}`. What can be asked for is listed in `lib/Daemon.js` of PM2 (`server.expose`).
///
/// Threading: any; a call blocks its caller, who brings a virtual thread.
final class Rpc {
    private final Home home;
    private final Path socket;

    Rpc(Home home) {
        this.home = home;
        this.socket = home.rpcSocket();
    }

    /// What came of a call.
    sealed interface Answer {
        /// @param json `{"args": [RESULT, …]}`
        record Done(ByteBuffer json) implements Answer {}

        /// PM2 heard it and did not do it.
        record Refused(String error) implements Answer {}

        /// No daemon listens.
        record Nobody() implements Answer {}

        /// Nothing is known: not permitted, no answer in time, or the daemon died over it. It may have been carried out.
        ///
        /// @param isCut the connection broke: whoever asks again may find out why
        record Unknown(Reason reason, boolean isCut) implements Answer {}
    }

    /// @param arguments JSON values
    Answer call(String method, long withinNanos, String... arguments) {
        return switch (Socket.connect(home, socket, withinNanos)) {
            case Socket.Connection.Nobody() -> new Answer.Nobody();
            case Socket.Connection.Closed(Reason reason) -> new Answer.Unknown(reason, false);
            case Socket.Connection.Made(SocketChannel channel) -> {
                try (channel) {
                    yield ask(channel, request(method, arguments));
                } catch (ClosedChannelException late) {
                    yield new Answer.Unknown(
                            Reason.of("driver.pm2.silent", socket, method, withinNanos / 1_000_000_000L), false);
                } catch (IOException broken) {
                    yield new Answer.Unknown(
                            Reason.of("driver.pm2.broken", socket, method, String.valueOf(broken.getMessage())), true);
                }
            }
        };
    }

    private Answer ask(SocketChannel channel, ByteBuffer request) throws IOException {
        while (request.hasRemaining()) {
            channel.write(request);
        }
        Optional<List<byte[]>> message = new Amp(channel).next();
        if (message.isEmpty()) {
            return new Answer.Unknown(Reason.of("driver.pm2.hung-up", socket), true);
        }
        byte[] json = Amp.content(message.get().getFirst());
        return Replies.error(json).<Answer>map(Answer.Refused::new).orElseGet(() -> new Answer.Done(ByteBuffer.wrap(json)));
    }

    private static ByteBuffer request(String method, String... arguments) {
        String call = "{\"type\":\"call\",\"method\":\"" + method + "\",\"args\":[" + String.join(",", arguments) + "]}";
        return Amp.frame(List.of(Amp.json(call), Amp.text("holdfast")));
    }
}
