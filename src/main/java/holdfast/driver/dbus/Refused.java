package holdfast.driver.dbus;

import java.io.IOException;

/// The peer answered a call with an error.
public final class Refused extends IOException {
    private final String name;

    /// @param name such as `org.freedesktop.systemd1.NoSuchUnit`
    /// @param message in the words of the peer
    public Refused(String name, String message) {
        super(message);
        this.name = name;
    }

    public String name() {
        return name;
    }
}
