/// Probe outcomes → verdict: thresholds, hysteresis, the faster recheck while in doubt, blindness of the monitor. Pure.
///
/// May import: model.
@NullMarked
package holdfast.health;

import org.jspecify.annotations.NullMarked;
