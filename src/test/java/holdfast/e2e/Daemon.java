package holdfast.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/// A running `holdfast monitor`.
final class Daemon {
    private final Sandbox sandbox;
    private final Process process;
    private final Path output;

    Daemon(Sandbox sandbox, Process process, Path output) {
        this.sandbox = sandbox;
        this.process = process;
        this.output = output;
    }

    long pid() {
        return process.pid();
    }

    Process process() {
        return process;
    }

    /// What it has printed so far.
    String output() {
        return Sandbox.read(output);
    }

    /// SIGKILL; what it has started goes on.
    void kill() {
        process.destroyForcibly();
        Await.until("the daemon is gone", 20, () -> !process.isAlive());
    }

    /// What it says of one service, over its control socket; empty while it does not answer.
    Optional<Json> service(String name) {
        return status().flatMap(status -> status.objects("services").stream()
                .filter(service -> service.text("name").equals(name))
                .findFirst());
    }

    Optional<Json> status() {
        var address = UnixDomainSocketAddress.of(sandbox.folder().resolve("state/control.sock"));
        try (var channel = SocketChannel.open(address);
                var answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            channel.write(ByteBuffer.wrap("{\"ask\":\"status\"}\n".getBytes(StandardCharsets.US_ASCII)));
            return Optional.ofNullable(answers.readLine()).map(Json::read);
        } catch (IOException e) {
            // Not there yet, or no longer.
            return Optional.empty();
        }
    }

    /// Waits until the daemon says something of a service.
    ///
    /// @param what in words, for the failure
    Json await(String name, String what, long seconds, Predicate<Json> condition) {
        try {
            Await.until(name + " " + what, seconds, () -> service(name).filter(condition).isPresent());
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + "\nlast seen: " + service(name) + "\noutput:\n" + output(), late);
        }
        return service(name).orElseThrow();
    }

    Json awaitHealthy(String name) {
        return await(name, "is up and healthy", 60, service ->
                service.text("state").equals("up") && service.text("health").equals("healthy"));
    }
}
