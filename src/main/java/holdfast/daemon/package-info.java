/// The loop and everything around the core that touches the world: wiring, timers, the real clock, the lock, start and shutdown,
/// and the one pass that `check` makes.
///
/// May import: model, health, recovery, alert, supervisor, text, config, linux, probe, driver, journal.
@NullMarked
package holdfast.daemon;

import org.jspecify.annotations.NullMarked;
