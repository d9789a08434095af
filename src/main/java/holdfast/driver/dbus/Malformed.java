package holdfast.driver.dbus;

import java.io.IOException;

/// What came is not D-Bus, or more than is taken.
public final class Malformed extends IOException {
    public Malformed(String message) {
        super(message);
    }
}
