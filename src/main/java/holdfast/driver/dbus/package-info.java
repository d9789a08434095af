/// A small D-Bus client over a Unix socket: calls with a deadline, signals to one listener.
///
/// May import: nothing.
@NullMarked
package holdfast.driver.dbus;

import org.jspecify.annotations.NullMarked;
