/// The world, and how it changes: life cycle of an incarnation, dependency order, precedence of wishes. `Supervisor.decide`
/// only routes to health, recovery and alert. Pure: no clock, no chance, no thread, no input or output that is not an argument.
///
/// May import: model, health, recovery, alert.
@NullMarked
package holdfast.supervisor;

import org.jspecify.annotations.NullMarked;
