/// Services that systemd runs: starts, stops and observes units over D-Bus, by signals.
///
/// May import: model, linux.
@NullMarked
package holdfast.driver.systemd;

import org.jspecify.annotations.NullMarked;
