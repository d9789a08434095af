/// Services that an owner's own commands start and stop, as init scripts do it and monit calls them.
///
/// May import: model, linux.
@NullMarked
package holdfast.driver.command;

import org.jspecify.annotations.NullMarked;
