/// Tests of the D-Bus client, against bytes and against a peer that misbehaves.
@NullMarked
package holdfast.driver.dbus;

import org.jspecify.annotations.NullMarked;
