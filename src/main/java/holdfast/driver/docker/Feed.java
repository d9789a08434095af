package holdfast.driver.docker;

import holdfast.model.Reason;
import io.avaje.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// The stream of an engine's events, taken up again for as long as it is wanted: after an engine was restarted, upgraded or hung,
/// from where it broke off. What happened while nobody listened may be lost, so whoever listens looks for himself at every
/// beginning.
///
/// Threading: listens on one virtual thread; [#close] by any.
final class Feed implements AutoCloseable {
    /// Nanoseconds before the first try to reach an engine again, doubling up to the maximum. A restart of dockerd takes about a
    /// second; asking a socket that nobody listens at costs next to nothing.
    private static final long AGAIN_NANOS = 100_000_000L;

    private static final long AGAIN_NANOS_MAX = 2_000_000_000L;

    /// Nanoseconds between two looks at whether the engine still answers. A stream on which nothing happens looks like one of an
    /// engine that hangs.
    private static final long PULSE_NANOS = 30_000_000_000L;

    /// Bytes of one event. Labels are part of it, and some put whole configurations into labels.
    private static final int EVENT_BYTES = 1024 * 1024;

    private final EngineClient client;
    private final Deadlines deadlines;
    private final Listener listener;
    private volatile Line line = new Line();
    private volatile boolean isClosed;
    private long lastNanos;

    /// What an earlier stream has told already.
    private long toldNanos;

    Feed(EngineClient client, Deadlines deadlines, Listener listener) {
        this.client = client;
        this.deadlines = deadlines;
        this.listener = listener;
    }

    /// Who wants to know. Called by the feed's thread; must not block.
    interface Listener {
        /// From now on everything is told that happens.
        void connected();

        void happened(EngineEvent event);

        /// The engine does not answer, or not any more. Told once, until it is connected again.
        void lost(Reason reason);
    }

    void begin() {
        Thread.ofVirtual().name("docker-events").start(this::listen);
    }

    @Override
    public void close() {
        isClosed = true;
        line.cut();
    }

    private void listen() {
        long again = AGAIN_NANOS;
        boolean isLost = false;
        while (!isClosed) {
            var connection = new Connection();
            line = new Line();
            toldNanos = lastNanos;
            // After a break the engine may be another one, of another version.
            Reply<Boolean> end = client.ping().then(_ -> client.follow(request(), line, connection));
            if (connection.isOpen) {
                isLost = false;
                again = AGAIN_NANOS;
            }
            if (!isLost && !isClosed && end.said().isEmpty()) {
                isLost = true;
                listener.lost(why(end));
            }
            LockSupport.parkNanos(again);
            again = Math.min(again * 2, AGAIN_NANOS_MAX);
        }
    }

    private Reason why(Reply<Boolean> end) {
        return switch (end) {
            case Reply.Silent<Boolean>(Reason reason) -> reason;
            case Reply.Missing<Boolean>(String message) -> refused(message);
            case Reply.Refused<Boolean>(int _, String message) -> refused(message);
            case Reply.Said<Boolean> _ -> throw new IllegalStateException("a stream that ended by itself was not lost");
        };
    }

    private Reason refused(String message) {
        return Reason.of("driver.docker.refused", client.endpoint(), message);
    }

    private Request request() {
        String filters = Json.write(Map.of("type", List.of("container"), "event", List.copyOf(EngineEvent.WORDS.keySet())));
        Map<String, String> query =
                lastNanos == 0 ? Map.of("filters", filters) : Map.of("filters", filters, "since", since(lastNanos + 1));
        return Request.get("/events" + Request.query(query), EngineClient.QUICK_NANOS);
    }

    /// Seconds with nine digits behind the point.
    private static String since(long nanos) {
        String fraction = Long.toString(nanos % 1_000_000_000L);
        return nanos / 1_000_000_000L + "." + "0".repeat(9 - fraction.length()) + fraction;
    }

    /// Reads one stream to its end. An end without an error is that of an engine that goes down in order.
    private final class Connection implements EngineClient.Reader<Boolean> {
        private boolean isOpen;

        @Override
        public Boolean read(Exchange.Answer answer) throws IOException {
            isOpen = true;
            listener.connected();
            Line heard = line;
            var pulse = new Pulse(heard);
            pulse.next();
            try {
                InputStream events = answer.body();
                for (Optional<byte[]> next = Exchange.line(events, EVENT_BYTES);
                        next.isPresent();
                        next = Exchange.line(events, EVENT_BYTES)) {
                    take(new String(next.get(), StandardCharsets.UTF_8));
                }
                throw new IOException("the stream of events has ended");
            } finally {
                pulse.isOver = true;
            }
        }

        private void take(String text) {
            if (text.isBlank()) {
                return;
            }
            Optional<EngineEvent> event = parsed(text);
            event.filter(one -> one.nanos() > toldNanos).ifPresent(one -> {
                // Events that happen at once may come in another order than that of their times.
                lastNanos = Math.max(lastNanos, one.nanos());
                listener.happened(one);
            });
        }

        /// An event that cannot be read is left out: whoever listens looks for himself, and the next one makes him look.
        private static Optional<EngineEvent> parsed(String text) {
            try {
                return EngineEvent.of(Json.object(text));
            } catch (JsonException unreadable) {
                return Optional.empty();
            }
        }
    }

    /// Cuts the line of an engine that does not answer any more.
    private final class Pulse implements Runnable {
        private final Line heard;
        private volatile boolean isOver;

        Pulse(Line heard) {
            this.heard = heard;
        }

        void next() {
            var _ = deadlines.in(PULSE_NANOS, this);
        }

        @Override
        public void run() {
            if (isOver || isClosed) {
                return;
            }
            if (client.ping() instanceof Reply.Silent<String>) {
                heard.cut();
            } else {
                next();
            }
        }
    }
}
