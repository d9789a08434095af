package holdfast.driver.docker;

import java.time.Instant;

/// One run of one container, by its beginning or by its end. The engine's own times are compared with nothing but themselves, so it
/// does not matter whose clock they are of.
record Mark(String id, Instant at) {
    /// Of a container that is not there.
    static final Mark NONE = new Mark("", Instant.EPOCH);

    static Mark beginOf(Container container) {
        return new Mark(container.id(), container.startedAt());
    }

    static Mark endOf(Container container) {
        return new Mark(container.id(), container.finishedAt());
    }
}
