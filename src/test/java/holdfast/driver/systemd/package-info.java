/// Tests of the systemd driver, most of them with a real systemd as PID 1 of namespaces of its own.
@NullMarked
package holdfast.driver.systemd;

import org.jspecify.annotations.NullMarked;
