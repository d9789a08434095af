/// The simulator: the real core against a machine that misbehaves, one seed at a time, every invariant after every event.
///
/// `mvn verify` runs [SimulatorTest] over a million seeds. A failure names its seed; `-Dholdfast.seed=N` plays that one alone
/// and prints every step.
///
/// May import: model, supervisor.
@NullMarked
package holdfast.sim;

import org.jspecify.annotations.NullMarked;
