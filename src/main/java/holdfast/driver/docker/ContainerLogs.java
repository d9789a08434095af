package holdfast.driver.docker;

import holdfast.driver.docker.Lookup.Place;
import holdfast.model.Reason;
import holdfast.model.ServiceSpec;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// What a container wrote, as its engine keeps it.
///
/// Threading: one caller.
public final class ContainerLogs implements AutoCloseable {
    /// Bytes of one frame: what the container wrote in one go, which the engine cuts at 16 KB.
    private static final int FRAME_BYTES_MAX = 1024 * 1024;

    private final Deadlines deadlines = new Deadlines();
    private final Engine engine;
    private final Target target;

    /// @param environment says where the engine is when the configuration does not
    public ContainerLogs(ServiceSpec service, Map<String, String> environment) {
        this.engine = new Engine(new EngineClient(DockerDriver.endpoint(service, environment), deadlines));
        this.target = DockerDriver.target(service);
    }

    /// The last lines.
    ///
    /// @return why there are none
    public Optional<Reason> last(int lines, Consumer<String> printer) {
        return last(lines, false, printer);
    }

    /// The last lines, each with the time in front at which it was written (RFC 3339).
    ///
    /// @return why there are none
    public Optional<Reason> stamped(int lines, Consumer<String> printer) {
        return last(lines, true, printer);
    }

    private Optional<Reason> last(int lines, boolean isStamped, Consumer<String> printer) {
        return find(container -> why(engine.logs(container, lines, isStamped).map(all -> {
            all.forEach(printer);
            return true;
        })));
    }

    /// The last lines, and all that come, until the container ends or the thread is interrupted.
    ///
    /// @return why there are no more
    public Optional<Reason> follow(int lines, Consumer<String> printer) {
        return find(container -> {
            boolean isTerminal = container.settings().in("Config").isTrue("Tty");
            return why(engine.followLogs(
                    container, lines, answer -> isTerminal ? plain(answer.body(), printer) : framed(answer.body(), printer)));
        });
    }

    private Optional<Reason> find(Function<Container, Optional<Reason>> reader) {
        return switch (new Lookup(engine).find(target)) {
            case Place.One(Container container) -> reader.apply(container);
            case Place.None(Reason reason) -> Optional.of(reason);
            case Place.Unclear(Reason reason) -> Optional.of(reason);
        };
    }

    private Optional<Reason> why(Reply<Boolean> reply) {
        return switch (reply) {
            case Reply.Said<Boolean> _ -> Optional.empty();
            case Reply.Silent<Boolean>(Reason reason) -> Optional.of(reason);
            case Reply.Missing<Boolean>(String message) -> Optional.of(refused(message));
            case Reply.Refused<Boolean>(int _, String message) -> Optional.of(refused(message));
        };
    }

    private Reason refused(String message) {
        return Reason.of("driver.docker.refused", engine.client().endpoint(), message);
    }

    private static boolean plain(InputStream in, Consumer<String> printer) throws IOException {
        for (Optional<byte[]> line = Exchange.line(in, FRAME_BYTES_MAX);
                line.isPresent();
                line = Exchange.line(in, FRAME_BYTES_MAX)) {
            printer.accept(new String(line.get(), StandardCharsets.UTF_8).stripTrailing());
        }
        return true;
    }

    /// Frames as [LogFrames] has them, one by one.
    private static boolean framed(InputStream in, Consumer<String> printer) throws IOException {
        var frames = new DataInputStream(in);
        try {
            while (true) {
                int stream = frames.readInt();
                int length = frames.readInt();
                if (length < 0 || length > FRAME_BYTES_MAX) {
                    throw new IOException("a frame of " + length + " bytes in stream " + stream);
                }
                new String(frames.readNBytes(length), StandardCharsets.UTF_8).lines().forEach(printer);
            }
        } catch (EOFException end) {
            // The container has ended.
            return true;
        }
    }

    @Override
    public void close() {
        deadlines.close();
    }
}
