package holdfast.driver.dbus;

import java.nio.file.Path;

/// Where a D-Bus peer listens.
///
/// @param hasBroker behind the socket is a message bus, which has to be greeted and told which signals are wanted; otherwise the
///     service itself, which sends all its signals to everyone
public record Address(Path socket, boolean hasBroker) {
    public static Address bus(Path socket) {
        return new Address(socket, true);
    }

    public static Address direct(Path socket) {
        return new Address(socket, false);
    }
}
