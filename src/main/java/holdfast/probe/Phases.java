package holdfast.probe;

import holdfast.model.ProbeResult.Phase;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the time of one probe goes. A phase that comes again, as after a redirect, is added to. The phase under way when a
/// probe ends counts up to the end, so that a failure shows how far it got.
///
/// Threading: one probe.
final class Phases {
    /// The parts of a probe, in the order they are shown.
    enum Part {
        RESOLVE("resolve"),
        CONNECT("connect"),
        TLS("tls"),
        FIRST_BYTE("first-byte"),
        BODY("body");

        private final String shown;

        Part(String shown) {
            this.shown = shown;
        }
    }

    private final EnumMap<Part, Long> spans = new EnumMap<>(Part.class);
    private @Nullable Part current;
    private long sinceNanos;

    /// Ends the phase under way and begins `part`.
    void begin(Part part) {
        end();
        current = part;
    }

    void end() {
        long now = System.nanoTime();
        if (current != null) {
            spans.merge(current, now - sinceNanos, Long::sum);
        }
        current = null;
        sinceNanos = now;
    }

    List<Phase> list() {
        end();
        List<Phase> phases = new ArrayList<>(spans.size());
        spans.forEach((part, nanos) -> phases.add(new Phase(part.shown, nanos)));
        return phases;
    }
}
